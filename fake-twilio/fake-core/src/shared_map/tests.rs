//! A shared map does what a map of the standard library does, and its clones go on by themselves.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Insert(u16),
    Default(u16),
    Change(u16),
    Remove(u16),
}

/// Steps on few keys, on many, and on keys in their order.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = prop_oneof![0_u16..40, 0_u16..2_000];
    let step = (0_u8..5, key).prop_map(|(kind, key)| match kind {
        0 | 1 => Step::Insert(key),
        2 => Step::Default(key),
        3 => Step::Change(key),
        _ => Step::Remove(key),
    });
    let in_order = (0_u16..2_000, 0_u16..400);
    let in_order = in_order.prop_map(|(from, len)| (from..from + len).map(Step::Insert).collect());
    let gone = (0_u16..2_000, 0_u16..400);
    let gone = gone.prop_map(|(from, len)| (from..from + len).map(Step::Remove).collect());
    let parts = prop_oneof![vec(step, 0..300), in_order, gone];
    vec(parts, 0..5).prop_map(|parts| parts.concat())
}

fn take(map: &mut SharedMap<u16, usize>, model: &mut BTreeMap<u16, usize>, steps: &[Step]) {
    for (value, step) in steps.iter().enumerate() {
        match *step {
            Step::Insert(key) => assert_eq!(map.insert(key, value), model.insert(key, value)),
            Step::Default(key) => {
                *map.get_or_default(key) += 1;
                *model.entry(key).or_default() += 1;
            }
            Step::Change(key) => {
                let (known, expected) = (map.get_mut(&key), model.get_mut(&key));
                assert_eq!(known.is_some(), expected.is_some());
                known.into_iter().chain(expected).for_each(|it| *it += 1);
            }
            Step::Remove(key) => assert_eq!(map.remove(&key), model.remove(&key)),
        }
    }
}

fn check(map: &SharedMap<u16, usize>, model: &BTreeMap<u16, usize>) {
    assert!(map.iter().eq(model));
    assert!(map.iter().rev().eq(model.iter().rev()));
    assert_eq!(map.len(), model.len());
    for key in 0..2_400 {
        assert_eq!(map.get(&key), model.get(&key));
    }
    assert!(
        map.runs.iter().all(|(bound, run)| (1..=RUN).contains(&run.len()) && *bound <= run[0].0)
    );
}

proptest! {
    #[test]
    fn it_does_what_a_map_does(first in steps(), one in steps(), other in steps()) {
        let (mut map, mut model) = (SharedMap::new(), BTreeMap::new());
        take(&mut map, &mut model, &first);
        check(&map, &model);
        let (mut clone, mut clone_model) = (map.clone(), model.clone());
        take(&mut map, &mut model, &one);
        take(&mut clone, &mut clone_model, &other);
        check(&map, &model);
        check(&clone, &clone_model);
    }

    #[test]
    fn ranges_are_those_of_a_map(steps in steps(), one in 0_u16..2_100, other in 0_u16..2_100) {
        let (mut map, mut model) = (SharedMap::new(), BTreeMap::new());
        take(&mut map, &mut model, &steps);
        prop_assert!(map.range(one..).eq(model.range(one..)));
        prop_assert!(map.range(..=one).rev().eq(model.range(..=one).rev()));
        let after = (Bound::Excluded(one), Bound::Unbounded);
        prop_assert!(map.range(after).eq(model.range(after)));
        let (low, high) = (one.min(other), one.max(other));
        prop_assert!(map.range(low..high).eq(model.range(low..high)));
        prop_assert!(map.range(low..=high).rev().eq(model.range(low..=high).rev()));
        prop_assert_eq!(map.range(high + 1..low).count(), 0);
    }
}

#[test]
fn what_comes_in_order_fills_its_runs() {
    let mut map = SharedMap::new();
    for key in 0..10 * RUN {
        map.insert(key, ());
    }
    assert_eq!(map.runs.len(), 10);
}

#[test]
fn what_is_removed_gives_its_memory_back() {
    let mut map = SharedMap::new();
    for key in 0..100 * RUN {
        map.insert(key, ());
    }
    for key in 1..100 * RUN {
        map.remove(&key);
    }
    assert_eq!((map.len(), map.get(&0)), (1, Some(&())));
    assert!(map.runs.capacity() <= 4 && map.runs[0].1.capacity() <= 4);
}

/// A search that looked at all entries would compare a thousand times as often.
#[test]
fn a_range_begins_where_it_is_to_begin() {
    use std::{cell::Cell, cmp::Ordering};

    thread_local!(static COMPARED: Cell<usize> = const { Cell::new(0) });

    #[derive(Clone, PartialEq, Eq)]
    struct Key(u32);
    impl PartialOrd for Key {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Key {
        fn cmp(&self, other: &Self) -> Ordering {
            COMPARED.set(COMPARED.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    let mut map = SharedMap::new();
    for key in 0..100_000 {
        map.insert(Key(key), ());
    }
    COMPARED.set(0);
    assert_eq!(map.range(Key(70_000)..).next().map(|(key, ())| key.0), Some(70_000));
    assert_eq!(map.range(..Key(30_000)).next_back().map(|(key, ())| key.0), Some(29_999));
    assert!(map.get(&Key(50_000)).is_some() && map.remove(&Key(10)).is_some());
    assert!(COMPARED.get() < 200, "{}", COMPARED.get());
}
