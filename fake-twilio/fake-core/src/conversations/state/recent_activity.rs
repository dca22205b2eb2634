//! Conversations by their most recent activity.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
    ops::Range,
};

use twilio_sid::ConversationSid;

use crate::{
    conversations::record::conversation_state::State,
    page::{Slice, Start},
    shared_map::{SharedMap, SharedSet},
};

/// Where a conversation is in a list by recent activity that was begun at some moment.
///
/// It holds all that the next page needs: the conversation may be gone by then, or may have moved
/// to the head of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recent {
    /// Number of the conversation's last activity before the list was begun.
    pub place: u64,
    /// Number that the next activity would have got when the list was begun.
    pub begun: u64,
}

/// A conversation in a list by recent activity.
pub type Listed<T> = (Recent, T);

/// When conversations were active: they were made, or a message was sent.
///
/// Activities are numbered in their order. The last numbers of a conversation are kept, so that a list
/// that is read page by page stays as it was when it was begun, whatever is sent in the meantime; only
/// a conversation that moved to the head more often than that since is left out of the rest of the list.
// assumed: to be made is an activity too, so that a new conversation precedes one that was last
// written to before; settled by the contract test `conversations_are_listed_by_recent_activity`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Activity {
    next: u64,
    latest: SharedMap<u64, ConversationSid>,
    /// The latest numbers of the conversations in each state.
    by_state: BTreeMap<State, SharedSet<u64>>,
    all: SharedMap<ConversationSid, VecDeque<u64>>,
}

/// Activities of a conversation that are kept.
const KEPT: usize = 256;

impl Activity {
    /// A conversation in this state is active. One that was also active last keeps its number.
    pub(crate) fn note(&mut self, sid: ConversationSid, state: State) {
        let numbers = self.all.get_or_default(sid);
        if let Some(before) = numbers.back() {
            if before + 1 == self.next {
                return;
            }
            self.latest.remove(before);
            self.by_state.entry(state).or_default().remove(before);
        }
        if numbers.len() == KEPT {
            numbers.pop_front();
        }
        numbers.push_back(self.next);
        self.latest.insert(self.next, sid);
        self.by_state.entry(state).or_default().insert(self.next);
        self.next += 1;
    }

    /// A conversation changes its state, which is no activity.
    pub(crate) fn change_state(&mut self, sid: ConversationSid, before: State, after: State) {
        let Some(latest) = self.all.get(&sid).and_then(|numbers| numbers.back()) else { return };
        if before != after {
            self.by_state.entry(before).or_default().remove(latest);
            self.by_state.entry(after).or_default().insert(*latest);
        }
    }

    pub(crate) fn forget(&mut self, sid: ConversationSid, state: State) {
        let latest = self.all.remove(&sid).and_then(|numbers| numbers.back().copied());
        if let Some(latest) = latest {
            self.latest.remove(&latest);
            self.by_state.entry(state).or_default().remove(&latest);
        }
    }

    /// The conversations, the one that was active last at the end.
    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = ConversationSid> {
        self.latest.iter().map(|(_, sid)| *sid)
    }

    /// The latest numbers in a range, of the conversations in a state or of all.
    fn latest(
        &self,
        state: Option<State>,
        places: Range<u64>,
    ) -> Box<dyn DoubleEndedIterator<Item = (u64, ConversationSid)> + '_> {
        let entry = move |place: &u64| self.latest.get(place).map(|sid| (*place, *sid));
        match state {
            Some(state) => {
                let of_state = self.by_state.get(&state);
                let numbers = of_state.into_iter().flat_map(move |it| it.range(places.clone()));
                Box::new(numbers.filter_map(entry))
            }
            None => Box::new(self.latest.range(places).map(|(place, sid)| (*place, *sid))),
        }
    }

    /// At most `size` of the conversations that `find` accepts, of which all that are in another state
    /// than this one are left out; `None` when no list can have led to this place.
    pub(crate) fn page<T>(
        &self,
        start: Start<Recent>,
        size: usize,
        state: Option<State>,
        find: impl Fn(ConversationSid) -> Option<T>,
    ) -> Option<Slice<Listed<T>>> {
        let (begun, places) = match start {
            Start::Head => (self.next, 0..self.next),
            Start::After(it) | Start::Before(it) if it.place >= it.begun => return None,
            Start::After(it) => (it.begun, 0..it.place),
            Start::Before(it) => (it.begun, it.place + 1..it.begun),
        };
        if begun > self.next {
            return None;
        }
        // What was active since stood elsewhere then, or was not there yet.
        let moved = self.moved_since(begun);
        let nearest = |places: Range<u64>, end: End, size: usize| {
            let accept = |(place, sid)| find(sid).map(|it| (Recent { place, begun }, it));
            let mut items: Vec<Listed<T>> = Vec::new();
            let latest = self.latest(state, places.clone());
            let moved = moved.range(places).map(|(place, sid)| (*place, *sid));
            match end {
                End::Oldest => {
                    items.extend(latest.filter_map(accept).take(size));
                    items.extend(moved.filter_map(accept).take(size));
                }
                End::Newest => {
                    items.extend(latest.rev().filter_map(accept).take(size));
                    items.extend(moved.rev().filter_map(accept).take(size));
                }
            }
            items.sort_by_key(|(it, _)| Reverse(it.place));
            match end {
                End::Oldest => items.drain(..items.len().saturating_sub(size)).for_each(drop),
                End::Newest => items.truncate(size),
            }
            items
        };
        let end = if let Start::Before(_) = start { End::Oldest } else { End::Newest };
        let items = nearest(places, end, size);
        let ends = items.first().zip(items.last()).map(|(new, old)| (new.0.place, old.0.place));
        let (before, after) = ends.map_or((false, false), |(new, old)| {
            let is_there = |places| !nearest(places, End::Newest, 1).is_empty();
            (is_there(new + 1..begun), is_there(0..old))
        });
        Some(Slice { items, before, after })
    }

    /// The conversations that were active since, by their last activity before.
    fn moved_since(&self, begun: u64) -> BTreeMap<u64, ConversationSid> {
        let before = |sid: &ConversationSid| {
            let numbers = self.all.get(sid)?;
            let earlier = numbers.partition_point(|it| *it < begun);
            numbers.get(earlier.checked_sub(1)?).copied()
        };
        self.latest.range(begun..).filter_map(|(_, sid)| Some((before(sid)?, *sid))).collect()
    }
}

/// Which of the conversations in a range are taken first.
#[derive(Clone, Copy)]
enum End {
    Newest,
    Oldest,
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn sid(number: u8) -> ConversationSid {
        ConversationSid::from_bytes([number; 16])
    }

    #[derive(Clone, Debug)]
    enum Step {
        Note(u8),
        Forget(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![5 => (0_u8..9).prop_map(Step::Note), 1 => (0_u8..9).prop_map(Step::Forget)]
    }

    fn take(activity: &mut Activity, step: &Step) {
        match step {
            Step::Note(number) => activity.note(sid(*number), State::Active),
            Step::Forget(number) => activity.forget(sid(*number), State::Active),
        }
    }

    fn sids(slice: &Slice<Listed<ConversationSid>>) -> Vec<ConversationSid> {
        slice.items.iter().map(|(_, sid)| *sid).collect()
    }

    proptest! {
        /// Whatever happens between the pages: what is still there comes once, in the order of the
        /// moment at which the list was begun; and the way back shows the same.
        #[test]
        fn a_list_stays_as_it_was_when_it_was_begun(
            made in vec(step(), 0..40),
            meanwhile in vec(step(), 0..40),
            size in 1_usize..5,
        ) {
            let mut activity = Activity::default();
            for step in &made {
                take(&mut activity, step);
            }
            let whole = sids(&activity.page(Start::Head, usize::MAX, None, Some).expect("a page"));
            let mut gone = Vec::new();
            let (mut seen, mut start, mut steps) = (Vec::new(), Start::Head, meanwhile.iter());
            loop {
                let page = activity.page(start, size, None, Some).expect("a page");
                if let Some((first, _)) = page.items.first() {
                    let back = activity.page(Start::Before(*first), size, None, Some).expect("a page");
                    let left: Vec<_> =
                        seen.iter().filter(|it| !gone.contains(*it)).copied().collect();
                    let expected = &left[left.len().saturating_sub(size)..];
                    prop_assert_eq!(&sids(&back)[..], expected);
                    prop_assert_eq!(page.before, !left.is_empty());
                }
                seen.extend(sids(&page));
                let Some((last, _)) = page.items.last().filter(|_| page.after) else { break };
                start = Start::After(*last);
                for step in steps.by_ref().take(2) {
                    take(&mut activity, step);
                    if let Step::Forget(number) = step {
                        gone.push(sid(*number));
                    }
                }
            }
            let missed = whole.iter().filter(|it| !seen.contains(it));
            prop_assert!(missed.into_iter().all(|it| gone.contains(it)));
            let order: Vec<_> = whole.iter().filter(|it| seen.contains(it)).collect();
            prop_assert_eq!(order, seen.iter().collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn the_list_of_a_state_is_a_part_of_the_whole_list(
            steps in vec((0_u8..3, 0_u8..9, 0_usize..3), 0..60),
        ) {
            let mut activity = Activity::default();
            let mut states = BTreeMap::new();
            for (step, number, state) in steps {
                let (sid, state) = (sid(number), [State::Active, State::Inactive, State::Closed][state]);
                match (step, states.get(&sid).copied()) {
                    (0, known) => {
                        let known = *states.entry(sid).or_insert(known.unwrap_or(state));
                        activity.note(sid, known);
                    }
                    (1, Some(known)) => {
                        activity.change_state(sid, known, state);
                        states.insert(sid, state);
                    }
                    (2, Some(known)) => {
                        activity.forget(sid, known);
                        states.remove(&sid);
                    }
                    _ => {}
                }
            }
            let whole = sids(&activity.page(Start::Head, usize::MAX, None, Some).expect("a page"));
            for state in [State::Active, State::Inactive, State::Closed] {
                let page = activity.page(Start::Head, usize::MAX, Some(state), Some);
                let of_state: Vec<_> =
                    whole.iter().filter(|it| states.get(*it) == Some(&state)).copied().collect();
                prop_assert_eq!(sids(&page.expect("a page")), of_state);
            }
        }
    }

    #[test]
    fn the_last_one_written_to_comes_first() {
        let mut activity = Activity::default();
        for number in [0, 1, 2, 0, 1] {
            activity.note(sid(number), State::Active);
        }
        let all = activity.page(Start::Head, 9, None, Some).expect("a page");
        assert_eq!(sids(&all), [sid(1), sid(0), sid(2)]);
    }

    #[test]
    fn one_that_stays_at_the_head_stays_in_every_list() {
        let mut activity = Activity::default();
        activity.note(sid(0), State::Active);
        activity.note(sid(1), State::Active);
        let head = activity.page(Start::Head, 1, None, Some).expect("a page");
        let head = head.items.first().expect("a conversation").0;
        for _ in 0..2 * KEPT {
            activity.note(sid(1), State::Active);
        }
        let rest = activity.page(Start::After(head), 1, None, Some).expect("a page");
        assert_eq!(sids(&rest), [sid(0)]);
        let back = activity.page(Start::Before(rest.items[0].0), 1, None, Some).expect("a page");
        assert_eq!(sids(&back), [sid(1)]);
    }

    #[test]
    fn a_place_that_no_list_can_have_led_to_is_refused() {
        let mut activity = Activity::default();
        activity.note(sid(0), State::Active);
        for (place, begun) in [(0, 2), (1, 0), (u64::MAX, u64::MAX), (2, 1)] {
            let place = Recent { place, begun };
            for start in [Start::After(place), Start::Before(place)] {
                assert_eq!(activity.page(start, 9, None, Some), None, "{start:?}");
            }
        }
    }
}
