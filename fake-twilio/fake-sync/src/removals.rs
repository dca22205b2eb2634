//! What is remembered of the removed items of a map: their keys, and the events that removed them.

use std::collections::BTreeSet;

use fake_core::text::Text;

use crate::item::Key;

/// The removed items of a map, by the number of the event. A SID takes 16 bytes, and an event that follows
/// the one before it takes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Removals {
    runs: Vec<Run>,
    len: usize,
    /// How many were left when those were last dropped that were followed by another removal of their key.
    distinct: usize,
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

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Packed {
    Sid([u8; 2], [u8; 16]),
    Other(Key),
}

/// Keys of a run at most, so that little of its memory is unused.
const RUN: usize = 1024;

/// How many replaced removals stay at least, so that they are seldom looked for.
const REPLACED: usize = 4 * RUN;

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
}

impl Removals {
    /// Notes a removal, by an event later than all before.
    pub(crate) fn push(&mut self, event: u64, key: &Key) {
        self.push_packed(event, Packed::of(key));
        if self.len > 2 * self.distinct + REPLACED {
            let last = self.last_of_each(0);
            *self = Self { distinct: last.len(), ..Self::default() };
            for (event, key) in last {
                self.push_packed(event, key);
            }
        }
    }

    fn push_packed(&mut self, event: u64, key: Packed) {
        if !self.runs.last_mut().is_some_and(|run| run.extend(event, &key)) {
            self.runs.push(Run::new(event, key));
        }
        self.len += 1;
    }

    /// The last removal of each key after an event, in their order.
    pub(crate) fn since(&self, known: u64) -> impl Iterator<Item = (u64, Key)> {
        self.last_of_each(known).into_iter().map(|(event, key)| (event, key.key()))
    }

    fn last_of_each(&self, known: u64) -> Vec<(u64, Packed)> {
        let first = self.runs.partition_point(|run| run.next() <= known + 1);
        let runs = self.runs.get(first..).unwrap_or_default().iter().rev();
        let all = runs.flat_map(|run| (0..run.len()).rev().filter_map(|number| run.at(number)));
        let mut seen = BTreeSet::new();
        let later = all.take_while(|(event, _)| *event > known);
        let mut last: Vec<_> = later.filter(|(_, key)| seen.insert(key.clone())).collect();
        last.reverse();
        last
    }
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

    proptest! {
        #[test]
        fn the_last_removal_of_each_key_is_remembered(steps in vec((1_u64..3, key()), 0..60)) {
            let (mut removals, mut all, mut last) = (Removals::default(), BTreeMap::new(), 0);
            for (later, key) in steps {
                last += later;
                removals.push(last, &key);
                all.insert(key, last);
            }
            for known in 0..=last {
                let mut after: Vec<_> = all.iter().map(|(key, event)| (*event, key.clone())).collect();
                after.retain(|(event, _)| *event > known);
                after.sort_unstable();
                prop_assert_eq!(removals.since(known).collect::<Vec<_>>(), after);
            }
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
        assert!(removals.len <= 2 * REPLACED, "{}", removals.len);
        let last: Vec<_> = removals.since(0).map(|(event, _)| event / 2).collect();
        assert_eq!(last, [rounds - 3, rounds - 2, rounds - 1].map(|round| round as u64));
    }
}
