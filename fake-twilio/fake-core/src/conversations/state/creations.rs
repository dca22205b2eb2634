//! Conversations by the date of their creation.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use jiff::Timestamp;
use strum::IntoEnumIterator;
use twilio_sid::ConversationSid;

use crate::{
    conversations::record::{conversation::Profile, conversation_state::State},
    page::{Slice, Start},
};

/// Where a conversation is in a list by date; it may be gone, or have another date, when the next page
/// is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Creation {
    /// When the conversation was created.
    pub created: Timestamp,
    /// Which one it is; the order of those that were created at the same moment.
    pub sid: ConversationSid,
}

/// When the conversations of a service were created, by their state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Creations(BTreeSet<(State, Creation)>);

impl Creations {
    pub(crate) fn note(&mut self, profile: &Profile) {
        self.0.insert(key(profile));
    }

    pub(crate) fn forget(&mut self, profile: &Profile) {
        self.0.remove(&key(profile));
    }

    /// At most `size` of the conversations that were created in a range of time and are in a state, or
    /// in any, the newest first.
    pub(crate) fn page(
        &self,
        start: Start<Creation>,
        size: usize,
        created: Range<Timestamp>,
        state: Option<State>,
    ) -> Slice<ConversationSid> {
        let first_at = |created| Creation { created, sid: ConversationSid::from_bytes([0; 16]) };
        let all = first_at(created.start)..first_at(created.end);
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
        Slice { items: items.into_iter().map(|it| it.sid).collect(), before, after }
    }

    /// The conversations in a state from one place up to another, oldest first.
    fn range(
        &self,
        state: State,
        places: Range<Creation>,
    ) -> impl DoubleEndedIterator<Item = Creation> + '_ {
        // A range of the set must not be upside down.
        let end = places.end.max(places.start);
        self.0.range((state, places.start)..(state, end)).map(|(_, creation)| *creation)
    }
}

fn key(profile: &Profile) -> (State, Creation) {
    (profile.state, Creation { created: profile.created, sid: profile.sid })
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn creation() -> impl Strategy<Value = (State, Creation)> {
        (0_i64..6, 0_u8..60).prop_map(|(second, number)| {
            let state = [State::Active, State::Inactive, State::Closed][usize::from(number % 3)];
            let created = Timestamp::from_second(second).expect("a timestamp");
            (state, Creation { created, sid: ConversationSid::from_bytes([number; 16]) })
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
            let all = Creations(made.into_iter().collect());
            let mut listed: Vec<Creation> = all.0.iter()
                .filter(|(in_state, it)| {
                    state.is_none_or(|state| state == *in_state) && created.contains(&it.created)
                })
                .map(|(_, it)| *it)
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
            let expected: Vec<_> = listed[from..to].iter().map(|it| it.sid).collect();
            prop_assert_eq!(&page.items, &expected);
            let is_empty = expected.is_empty();
            prop_assert_eq!(page.before, from > 0 && !is_empty);
            prop_assert_eq!(page.after, to < listed.len() && !is_empty);
        }
    }
}
