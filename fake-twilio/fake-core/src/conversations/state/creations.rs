//! Conversations by the date of their creation.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use jiff::Timestamp;
use strum::IntoEnumIterator;

use crate::{
    conversations::record::{conversation::Profile, conversation_state::State},
    page::{Slice, Start},
    shared_map::SharedSet,
};

/// Where a conversation is in a list by date; it may be gone, or have another date, when the next page
/// is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Creation {
    /// When the conversation was created, in microseconds since 1970.
    micros: i64,
    /// Its place among all conversations, which decides between those of one moment.
    place: u32,
}

impl Creation {
    /// That of the conversation at this place.
    pub fn new(created: Timestamp, place: u64) -> Self {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        Self { micros: created.as_microsecond(), place }
    }
}

/// When the conversations of a service were created, by their state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Creations(BTreeMap<State, SharedSet<Creation>>);

impl Creations {
    pub(crate) fn note(&mut self, profile: &Profile, place: u64) {
        self.0.entry(profile.state).or_default().insert(Creation::new(profile.created, place));
    }

    pub(crate) fn forget(&mut self, profile: &Profile, place: u64) {
        if let Some(of_state) = self.0.get_mut(&profile.state) {
            of_state.remove(&Creation::new(profile.created, place));
        }
    }

    /// At most `size` of the conversations that were created in a range of time and are in a state, or
    /// in any, the newest first, by their places.
    pub(crate) fn page(
        &self,
        start: Start<Creation>,
        size: usize,
        created: Range<Timestamp>,
        state: Option<State>,
    ) -> Slice<u64> {
        let all = Creation::new(created.start, 0)..Creation::new(created.end, 0);
        let states: Vec<State> = state.map_or_else(|| State::iter().collect(), |it| vec![it]);
        let newest = |older_than: Creation, size| {
            let found = states.iter().flat_map(|state| {
                self.range(*state, all.start..older_than.min(all.end)).rev().take(size)
            });
            let mut found: Vec<Creation> = found.collect();
            found.sort_by_key(|it| Reverse(*it));
            found.truncate(size);
            found
        };
        let oldest = |newer_than: Creation, size| {
            let found = states.iter().flat_map(|state| {
                let newer = self.range(*state, newer_than.max(all.start)..all.end);
                newer.filter(|it| *it != newer_than).take(size)
            });
            let mut found: Vec<Creation> = found.collect();
            found.sort();
            found.truncate(size);
            found.reverse();
            found
        };
        let items = match start {
            Start::Head => newest(all.end, size),
            Start::After(place) => newest(place, size),
            Start::Before(place) => oldest(place, size),
        };
        let ends = items.first().zip(items.last());
        let (before, after) = ends.map_or((false, false), |(first, last)| {
            (!oldest(*first, 1).is_empty(), !newest(*last, 1).is_empty())
        });
        Slice { items: items.into_iter().map(|it| it.place.into()).collect(), before, after }
    }

    /// The conversations in a state from one place up to another, oldest first.
    fn range(
        &self,
        state: State,
        places: Range<Creation>,
    ) -> impl DoubleEndedIterator<Item = Creation> + '_ {
        let of_state = self.0.get(&state);
        of_state.into_iter().flat_map(move |it| it.range(places.clone())).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn creation() -> impl Strategy<Value = (State, Creation)> {
        (0_i64..6, 0_u32..60).prop_map(|(second, place)| {
            let state = [State::Active, State::Inactive, State::Closed][place as usize % 3];
            (state, Creation { micros: second * 1_000_000, place })
        })
    }

    proptest! {
        #[test]
        fn a_page_is_the_part_of_a_sorted_list(
            made in vec(creation(), 0..30),
            place in creation(),
            kind in 0..3,
            size in 1_usize..6,
            from in 0_i64..4,
            seconds in -1_i64..5,
            state in proptest::option::of(Just(State::Inactive)),
        ) {
            let second = |second| Timestamp::from_second(second).expect("a timestamp");
            let created = second(from)..second((from + seconds).max(0));
            let mut all = Creations::default();
            for (state, creation) in made {
                all.0.entry(state).or_default().insert(creation);
            }
            let micros = created.start.as_microsecond()..created.end.as_microsecond();
            let mut listed: Vec<Creation> = all.0.iter()
                .filter(|(in_state, _)| state.is_none_or(|state| state == **in_state))
                .flat_map(|(_, it)| it.iter())
                .filter(|it| micros.contains(&it.micros))
                .copied()
                .collect();
            listed.sort_by_key(|it| Reverse(*it));
            let place = place.1;
            let (start, from, to) = match kind {
                0 => (Start::Head, 0, size.min(listed.len())),
                1 => {
                    let from = listed.iter().filter(|it| **it >= place).count();
                    (Start::After(place), from, (from + size).min(listed.len()))
                }
                _ => {
                    let to = listed.iter().filter(|it| **it > place).count();
                    (Start::Before(place), to.saturating_sub(size), to)
                }
            };
            let page = all.page(start, size, created, state);
            let expected: Vec<_> = listed[from..to].iter().map(|it| u64::from(it.place)).collect();
            prop_assert_eq!(&page.items, &expected);
            let is_empty = expected.is_empty();
            prop_assert_eq!(page.before, from > 0 && !is_empty);
            prop_assert_eq!(page.after, to < listed.len() && !is_empty);
        }
    }
}
