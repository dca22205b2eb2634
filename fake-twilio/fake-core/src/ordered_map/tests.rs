//! Pages, and what clones share.

use proptest::prelude::*;

use super::*;

fn ordered_map(len: u32, removed: &[u32]) -> OrderedMap<u32, u32> {
    let mut ordered_map = OrderedMap::default();
    for id in 0..len {
        ordered_map.push(id, id);
    }
    for id in removed {
        ordered_map.remove(*id);
    }
    ordered_map
}

fn walk(ordered_map: &OrderedMap<u32, u32>, size: usize, order: Order) -> Vec<u32> {
    let mut all = Vec::new();
    let mut start = Start::Head;
    loop {
        let page = ordered_map.page(start, size, order).expect("a known start");
        assert_eq!(page.before, !all.is_empty() && !page.items.is_empty());
        all.extend(page.items.iter().map(|id| **id));
        match all.last() {
            Some(last) if page.after => start = Start::After(*last),
            _ => return all,
        }
    }
}

proptest! {
    #[test]
    fn pages_concatenate_to_the_list(
        len in 0u32..60,
        removed in prop::collection::vec(0u32..60, 0..30),
        size in 1usize..9,
    ) {
        let ordered_map = ordered_map(len, &removed);
        let mut whole: Vec<u32> = ordered_map.iter().copied().collect();
        prop_assert_eq!(&walk(&ordered_map, size, Order::Ascending), &whole);
        whole.reverse();
        prop_assert_eq!(walk(&ordered_map, size, Order::Descending), whole);
    }

    #[test]
    fn the_page_before_leads_back(len in 1u32..60, size in 1usize..9, at in 0u32..60) {
        let ordered_map = ordered_map(len, &[]);
        let at = at % len;
        for order in [Order::Ascending, Order::Descending] {
            let back = ordered_map.page(Start::Before(at), size, order).expect("a known start");
            let items: Vec<u32> = back.items.iter().map(|id| **id).collect();
            if let Some(first) = items.first() {
                let again = ordered_map.page(Start::After(*first), size, order).expect("a known start");
                let rest: Vec<u32> = again.items.iter().map(|id| **id).collect();
                prop_assert_eq!(&rest[..items.len() - 1], &items[1..]);
            }
            prop_assert_eq!(back.after, !items.is_empty());
        }
    }
}

/// What happens to a map, by number of a thing.
#[derive(Clone, Copy, Debug)]
enum Step {
    Put(u32),
    Remove(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![(0u32..200).prop_map(Step::Put), (0u32..200).prop_map(Step::Remove)];
    prop::collection::vec(step, 0..120)
}

fn take(map: &mut OrderedMap<u32, u32>, steps: &[Step]) {
    for (value, step) in (0..).zip(steps) {
        match *step {
            Step::Put(id) => map.put(id, value),
            Step::Remove(id) => drop(map.remove(id)),
        }
    }
}

/// All that can be seen of a map: what is where, and where all numbers are found.
fn seen(map: &OrderedMap<u32, u32>) -> (Vec<(u64, u32)>, Vec<Option<u64>>) {
    assert_eq!(map.len(), map.iter().count());
    let things = map.numbered().map(|(place, thing)| (place, *thing)).collect();
    let places = (0..200).map(|id| map.place(id)).chain([Some(map.next_place())]);
    (things, places.collect())
}

proptest! {
    /// A map and its clone go on as if both had been made for themselves.
    #[test]
    fn a_clone_shares_nothing_that_changes(first in steps(), one in steps(), other in steps()) {
        let made_of = |steps: &[Step], more: &[Step]| {
            let mut map = OrderedMap::default();
            take(&mut map, steps);
            take(&mut map, more);
            map
        };
        let mut original = made_of(&first, &[]);
        let mut clone = original.clone();
        prop_assert_eq!(seen(&clone), seen(&original));
        take(&mut original, &one);
        take(&mut clone, &other);
        prop_assert_eq!(seen(&original), seen(&made_of(&first, &one)));
        prop_assert_eq!(seen(&clone), seen(&made_of(&first, &other)));
    }
}

#[test]
fn a_removed_thing_still_marks_its_place() {
    let ordered_map = ordered_map(4, &[1]);
    let page = ordered_map.page(Start::After(1), 9, Order::Ascending).expect("a known start");
    assert_eq!(page.items, [&2, &3]);
}

#[test]
fn only_so_many_removed_things_are_remembered() {
    let mut ordered_map = ordered_map(3000, &[]);
    for id in 0..2000 {
        assert_eq!(ordered_map.remove(id), Some(id));
    }
    assert_eq!((ordered_map.place(999), ordered_map.place(1000)), (None, Some(1000)));
    assert_eq!((ordered_map.len(), ordered_map.last()), (1000, Some(&2999)));
    assert_eq!(ordered_map.iter().next(), Some(&2000));
    assert_eq!(ordered_map.push(0, 0), 3000);
    assert_eq!((ordered_map.get(0), ordered_map.place(0)), (Some(&0), Some(3000)));
}

#[test]
fn places_can_be_left_free() {
    for place in [1, CHUNK - 1, CHUNK, 3 * CHUNK + 1] {
        let mut ordered_map = ordered_map(1, &[]);
        ordered_map.skip_to(place.into());
        ordered_map.skip_to(0);
        assert_eq!(ordered_map.push(7, 8), u64::from(place));
        let all: Vec<_> = ordered_map.numbered().map(|(place, item)| (place, *item)).collect();
        assert_eq!(all, [(0, 0), (place.into(), 8)]);
        assert_eq!((ordered_map.get(7), ordered_map.len()), (Some(&8), 2));
    }
}

#[test]
fn what_is_not_accepted_still_marks_its_place() {
    let ordered_map = ordered_map(6, &[2]);
    let page = |start| {
        let page = ordered_map.page_where(start, 1, Order::Ascending, |id| id % 2 == 1);
        let page = page.expect("a known start");
        (page.items.into_iter().copied().collect::<Vec<_>>(), page.before, page.after)
    };
    assert_eq!(page(Start::After(2)), (vec![3], true, true));
    assert_eq!(page(Start::After(4)), (vec![5], true, false));
    assert_eq!(page(Start::Before(2)), (vec![1], false, true));
    assert_eq!(page(Start::Before(0)), (vec![], false, false));
}

#[test]
fn an_unknown_start_is_refused() {
    assert_eq!(ordered_map(2, &[]).page(Start::After(7), 1, Order::Ascending), Err(UnknownStart));
}
