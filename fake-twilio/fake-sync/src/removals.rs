//! What is remembered of the removed items of a map: their keys, and the events that removed them.

use std::collections::HashSet;

use fake_core::text::Text;
use foldhash::fast::FixedState;

use crate::item::Key;

/// The removed items of a map, by the number of the event. A SID takes 16 bytes, and an event that follows
/// the one before it takes nothing.
///
/// A removal is replaced by a later one of the same key. Replaced removals are dropped by sweeps, in
/// slices: each looks at a few removals, and for their keys in all later ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Removals {
    runs: Vec<Run>,
    len: usize,
    /// How many were left after the last sweep.
    distinct: usize,
    /// The event up to which the present sweep came.
    swept: Option<u64>,
    /// Removals since the last slice of a sweep.
    since_slice: usize,
}

/// Removals by consecutive events.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    event: u64,
    keys: Keys,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Keys {
    /// SIDs with the same two letters.
    Sids([u8; 2], Vec<[u8; 16]>),
    Others(Vec<Key>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Packed {
    Sid([u8; 2], [u8; 16]),
    Other(Key),
}

/// Keys of a run at most, so that little of its memory is unused.
const RUN: usize = 1024;

/// How many replaced removals stay at least, so that they are seldom looked for.
const REPLACED: usize = 4 * RUN;

/// Removals between two slices of a sweep: a quarter of what a slice looks at, so that a sweep ends
/// before much has been added.
const BETWEEN_SLICES: usize = RUN / 4;

type Set = HashSet<Packed, FixedState>;

impl Packed {
    fn of(key: &Key) -> Self {
        let sid = |name: &Text| {
            let (prefix, digits) = name.as_bytes().split_first_chunk()?;
            let mut bytes = [0; 16];
            hex::decode_to_slice(digits, &mut bytes).ok()?;
            // Those that would come back as another text are none.
            let sid = Self::Sid(*prefix, bytes);
            (sid.clone().key() == *key).then_some(sid)
        };
        let sid = if let Key::Name(name) = key { sid(name) } else { None };
        sid.unwrap_or_else(|| Self::Other(key.clone()))
    }

    fn key(self) -> Key {
        match self {
            Self::Sid(prefix, bytes) => {
                let mut name = String::from_utf8_lossy(&prefix).into_owned();
                name += &hex::encode(bytes);
                Key::Name(name.into())
            }
            Self::Other(key) => key,
        }
    }
}

impl Run {
    fn new(event: u64, key: Packed) -> Self {
        let keys = match key {
            Packed::Sid(prefix, sid) => Keys::Sids(prefix, vec![sid]),
            Packed::Other(key) => Keys::Others(vec![key]),
        };
        Self { event, keys }
    }

    fn len(&self) -> usize {
        match &self.keys {
            Keys::Sids(_, sids) => sids.len(),
            Keys::Others(keys) => keys.len(),
        }
    }

    /// The event that would follow.
    fn next(&self) -> u64 {
        self.event + self.len() as u64
    }

    /// Adds a removal, if it follows.
    fn extend(&mut self, event: u64, key: &Packed) -> bool {
        if event != self.next() || self.len() == RUN {
            return false;
        }
        match (&mut self.keys, key) {
            (Keys::Sids(known, sids), Packed::Sid(prefix, sid)) if known == prefix => {
                sids.push(*sid);
                true
            }
            (Keys::Others(keys), Packed::Other(key)) => {
                keys.push(key.clone());
                true
            }
            _ => false,
        }
    }

    fn at(&self, number: usize) -> Option<(u64, Packed)> {
        let key = match &self.keys {
            Keys::Sids(prefix, sids) => Packed::Sid(*prefix, *sids.get(number)?),
            Keys::Others(keys) => Packed::Other(keys.get(number)?.clone()),
        };
        Some((self.event + number as u64, key))
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, Packed)> {
        (0..self.len()).filter_map(|number| self.at(number))
    }

    /// Takes its keys out of a set.
    fn remove_from(&self, set: &mut Set, filter: &Filter) {
        match &self.keys {
            Keys::Sids(prefix, sids) => {
                for sid in sids.iter().filter(|sid| filter.may_have(sid)) {
                    set.remove(&Packed::Sid(*prefix, *sid));
                }
            }
            Keys::Others(keys) => {
                for key in keys {
                    set.remove(&Packed::Other(key.clone()));
                }
            }
        }
    }
}

/// A Bloom filter with one hash for the SIDs of some runs: a sweep asks it for each later removal, which
/// takes a tenth of the time of asking the set.
struct Filter(Vec<bool>);

impl Filter {
    fn of(runs: &[Run]) -> Self {
        let mut filter = Self(vec![false; 1 << 16]);
        for run in runs {
            if let Keys::Sids(_, sids) = &run.keys {
                for sid in sids {
                    filter.0[Self::bit(sid)] = true;
                }
            }
        }
        filter
    }

    /// The upper bits of a Fibonacci hash.
    fn bit(sid: &[u8; 16]) -> usize {
        let hash =
            u128::from_le_bytes(*sid).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        usize::try_from(hash >> 112).unwrap_or_default()
    }

    fn may_have(&self, sid: &[u8; 16]) -> bool {
        self.0[Self::bit(sid)]
    }
}

impl Removals {
    /// Notes a removal, by an event later than all before.
    pub(crate) fn push(&mut self, event: u64, key: &Key) {
        push(&mut self.runs, event, Packed::of(key));
        self.len += 1;
        self.since_slice += 1;
        if self.swept.is_none() && self.len > 2 * self.distinct + REPLACED {
            self.swept = Some(0);
        }
        if let Some(swept) = self.swept
            && self.since_slice >= BETWEEN_SLICES
        {
            self.since_slice = 0;
            self.swept = self.sweep_slice(swept);
        }
    }

    /// Drops the replaced ones of a few removals, and returns the event up to which it came; none
    /// if these were the last.
    fn sweep_slice(&mut self, swept: u64) -> Option<u64> {
        let start = self.runs.partition_point(|run| run.next() <= swept + 1);
        let mut end = start;
        let mut all = 0;
        while let Some(run) =
            self.runs.get(end).filter(|run| end == start || all + run.len() <= RUN)
        {
            all += run.len();
            end += 1;
        }
        let (slice, later) = self.runs.get(start..)?.split_at(end - start);
        let up_to = slice.last()?.next() - 1;
        let is_last = later.is_empty();

        let mut kept: Set = slice.iter().flat_map(Run::iter).map(|(_, key)| key).collect();
        let filter = Filter::of(slice);
        for run in later {
            run.remove_from(&mut kept, &filter);
        }
        if kept.len() < all {
            self.len -= all - kept.len();
            let slice = slice.iter().flat_map(Run::iter).rev();
            let mut last: Vec<_> = slice.filter(|(_, key)| kept.remove(key)).collect();
            last.reverse();
            self.runs.splice(start..end, runs_of(last));
        }
        if is_last {
            self.distinct = self.len;
            self.runs.shrink_to(2 * self.runs.len());
        }
        (!is_last).then_some(up_to)
    }

    /// The last removal of each key after an event, in their order.
    pub(crate) fn since(&self, known: u64) -> impl Iterator<Item = (u64, Key)> {
        let first = self.runs.partition_point(|run| run.next() <= known + 1);
        let later = self.runs.get(first..).unwrap_or_default().iter().flat_map(Run::iter);
        let later = later.rev().take_while(move |(event, _)| *event > known);
        let mut seen = Set::default();
        let mut last: Vec<_> = later.filter(|(_, key)| seen.insert(key.clone())).collect();
        last.reverse();
        last.into_iter().map(|(event, key)| (event, key.key()))
    }
}

/// Adds a removal to the last run, or as a new one.
fn push(runs: &mut Vec<Run>, event: u64, key: Packed) {
    if !runs.last_mut().is_some_and(|run| run.extend(event, &key)) {
        runs.push(Run::new(event, key));
    }
}

fn runs_of(removals: impl IntoIterator<Item = (u64, Packed)>) -> Vec<Run> {
    let mut runs = Vec::new();
    for (event, key) in removals {
        push(&mut runs, event, key);
    }
    runs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn sid(prefix: &str, number: usize) -> Key {
        Key::Name(format!("{prefix}{number:032x}").into())
    }

    fn key() -> impl Strategy<Value = Key> {
        let names = ["", "CH", "attributes", "CH0000000000000000000000000000000G", "é0"];
        let capitals = Key::Name(format!("CH{:032X}", 0xab).into());
        prop_oneof![
            (0_usize..4).prop_map(|number| sid("CH", number)),
            (0_usize..4).prop_map(|number| sid("MB", number)),
            (0_usize..names.len()).prop_map(move |number| Key::Name(names[number].into())),
            Just(capitals),
            (0_u64..4).prop_map(Key::Index),
        ]
    }

    /// Compares the removals after some events with all that were noted.
    fn assert_remembered(
        steps: impl IntoIterator<Item = (u64, Key)>,
        known: impl Fn(u64) -> Vec<u64>,
    ) {
        let (mut removals, mut all, mut last) = (Removals::default(), BTreeMap::new(), 0);
        for (later, key) in steps {
            last += later;
            removals.push(last, &key);
            all.insert(key, last);
        }
        for known in known(last) {
            let mut after: Vec<_> = all.iter().map(|(key, event)| (*event, key.clone())).collect();
            after.retain(|(event, _)| *event > known);
            after.sort_unstable();
            assert_eq!(removals.since(known).collect::<Vec<_>>(), after);
        }
        let most = 2 * all.len() + REPLACED;
        assert!(removals.len <= 2 * most, "{} of {} keys", removals.len, all.len());
    }

    proptest! {
        #[test]
        fn the_last_removal_of_each_key_is_remembered(steps in vec((1_u64..3, key()), 0..60)) {
            assert_remembered(steps, |last| (0..=last).collect());
        }

        #[test]
        fn sweeps_drop_only_what_was_replaced(
            parts in vec((0_usize..4000, 0_usize..4000, 1_usize..8, 1_u64..3), 1..6),
        ) {
            let steps = parts.into_iter().flat_map(|(first, count, stride, later)| {
                (0..count).map(move |number| (later, sid("CH", first + number * stride)))
            });
            assert_remembered(steps, |last| vec![0, last / 2, last.saturating_sub(5), last]);
        }
    }

    #[test]
    fn a_sid_takes_sixteen_bytes() {
        let mut removals = Removals::default();
        let all = 10 * RUN;
        for number in 0..all {
            removals.push(number as u64 + 1, &sid("CH", number));
        }
        assert_eq!(removals.since(0).count(), all);
        let of_keys = |run: &Run| match &run.keys {
            Keys::Sids(_, sids) => sids.capacity() * size_of::<[u8; 16]>(),
            Keys::Others(_) => panic!("a SID was not packed"),
        };
        let bytes: usize = removals.runs.iter().map(of_keys).sum();
        let bytes = bytes + removals.runs.capacity() * size_of::<Run>();
        assert!(bytes <= all * 17, "{bytes}");
    }

    #[test]
    fn a_key_that_is_removed_again_and_again_does_not_add_up() {
        let mut removals = Removals::default();
        let rounds = 20 * REPLACED;
        for round in 0..rounds {
            removals.push(2 * round as u64 + 1, &sid("CH", round % 3));
        }
        assert!(removals.len <= 4 * REPLACED, "{}", removals.len);
        let last: Vec<_> = removals.since(0).map(|(event, _)| event / 2).collect();
        assert_eq!(last, [rounds - 3, rounds - 2, rounds - 1].map(|round| round as u64));
    }
}
