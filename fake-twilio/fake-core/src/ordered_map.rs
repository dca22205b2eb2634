use std::{collections::BTreeMap, ops::Range};

/// Things in the order of their arrival, found by identifier.
///
/// The place of a removed thing is remembered, so that a page token that names it still leads on.
#[derive(Clone, Debug)]
pub struct OrderedMap<I, T> {
    items: BTreeMap<u64, (I, T)>,
    places: BTreeMap<I, u64>,
    next: u64,
}

/// Direction of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// First come, first listed.
    #[default]
    Ascending,
    /// Last come, first listed.
    Descending,
}

/// Where a page of a list begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start<I> {
    /// At the head of the list.
    Head,
    /// Right behind this thing.
    After(I),
    /// So that it ends right before this thing.
    Before(I),
}

impl<I> Start<I> {
    /// The same place by another identifier.
    pub fn map<J>(self, change: impl FnOnce(I) -> J) -> Start<J> {
        match self {
            Self::Head => Start::Head,
            Self::After(id) => Start::After(change(id)),
            Self::Before(id) => Start::Before(change(id)),
        }
    }
}

/// The thing that a page should begin or end at was never there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStart;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The things, in the order asked for.
    pub items: Vec<T>,
    /// Whether anything precedes the first of them.
    pub before: bool,
    /// Whether anything follows the last of them.
    pub after: bool,
}

impl<T> Slice<T> {
    /// The page of something that each thing has.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Slice<U> {
        let items = self.items.into_iter().map(change).collect();
        Slice { items, before: self.before, after: self.after }
    }
}

impl<I, T> Default for OrderedMap<I, T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), places: BTreeMap::new(), next: 0 }
    }
}

impl<I: Copy + Ord, T> OrderedMap<I, T> {
    /// Adds a thing at the end and tells its place.
    pub fn push(&mut self, id: I, item: T) -> u64 {
        let place = self.next;
        self.items.insert(place, (id, item));
        self.places.insert(id, place);
        self.next += 1;
        place
    }

    /// Replaces the thing with this identifier, or adds one at the end.
    pub fn put(&mut self, id: I, item: T) {
        match self.get_mut(id) {
            Some(known) => *known = item,
            None => {
                self.push(id, item);
            }
        }
    }

    /// The place that the next thing will get; places are never given twice.
    pub fn next_place(&self) -> u64 {
        self.next
    }

    /// The thing with this identifier.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(self.places.get(&id)?).map(|(_, item)| item)
    }

    /// The place of the thing with this identifier, also of one that was taken away.
    pub fn place(&self, id: I) -> Option<u64> {
        self.places.get(&id).copied()
    }

    /// The thing at this place.
    pub fn at(&self, place: u64) -> Option<&T> {
        self.items.get(&place).map(|(_, item)| item)
    }

    /// The thing with this identifier, to be changed.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.items.get_mut(self.places.get(&id)?).map(|(_, item)| item)
    }

    /// Takes a thing away.
    pub fn remove(&mut self, id: I) -> Option<T> {
        self.items.remove(self.places.get(&id)?).map(|(_, item)| item)
    }

    /// The newest thing.
    pub fn last(&self) -> Option<&T> {
        self.items.last_key_value().map(|(_, (_, item))| item)
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Everything, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.values().map(|(_, item)| item)
    }

    /// Everything with its place, oldest first.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.items.iter().map(|(place, (_, item))| (*place, item))
    }

    /// How many things stand at a place behind this one, up to `most`.
    pub fn count_after(&self, place: u64, most: usize) -> usize {
        self.items.range(place.saturating_add(1)..).take(most).count()
    }

    /// At most `size` things from `start` on.
    ///
    /// # Errors
    /// When the thing that `start` names was never there.
    pub fn page(
        &self,
        start: Start<I>,
        size: usize,
        order: Order,
    ) -> Result<Slice<&T>, UnknownStart> {
        self.page_where(start, size, order, |_| true)
    }

    /// At most `size` of the accepted things from `start` on, which itself need not be accepted.
    ///
    /// # Errors
    /// When the thing that `start` names was never there.
    pub fn page_where(
        &self,
        start: Start<I>,
        size: usize,
        order: Order,
        accepts: impl Fn(&T) -> bool,
    ) -> Result<Slice<&T>, UnknownStart> {
        let place = |id: I| self.place(id).ok_or(UnknownStart);
        let (from, backwards) = match start {
            Start::Head => (None, false),
            Start::After(id) => (Some(place(id)?), false),
            Start::Before(id) => (Some(place(id)?), true),
        };
        let upwards = (order == Order::Ascending) != backwards;
        let first = from.filter(|_| upwards).map_or(0, |place| place + 1);
        let end = from.filter(|_| !upwards).unwrap_or(u64::MAX);
        let places = self.accepted(first..end, &accepts);
        let places: Vec<u64> = if upwards {
            places.take(size).collect()
        } else {
            let mut places: Vec<u64> = places.rev().take(size).collect();
            places.reverse();
            places
        };
        Ok(self.slice(&places, order, &accepts))
    }

    /// The places in a range whose things are accepted.
    fn accepted(
        &self,
        places: Range<u64>,
        accepts: impl Fn(&T) -> bool,
    ) -> impl DoubleEndedIterator<Item = u64> {
        let items = self.items.range(places);
        items.filter(move |(_, (_, item))| accepts(item)).map(|(place, _)| *place)
    }

    fn slice(&self, places: &[u64], order: Order, accepts: impl Fn(&T) -> bool) -> Slice<&T> {
        let (below, above) = match (places.first(), places.last()) {
            (Some(low), Some(high)) => (
                self.accepted(0..*low, &accepts).next_back().is_some(),
                self.accepted(high + 1..u64::MAX, &accepts).next().is_some(),
            ),
            _ => (false, false),
        };
        let items = places.iter().filter_map(|place| self.items.get(place)).map(|(_, item)| item);
        match order {
            Order::Ascending => Slice { items: items.collect(), before: below, after: above },
            Order::Descending => {
                Slice { items: items.rev().collect(), before: above, after: below }
            }
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_removed_thing_still_marks_its_place() {
        let ordered_map = ordered_map(4, &[1]);
        let page = ordered_map.page(Start::After(1), 9, Order::Ascending).expect("a known start");
        assert_eq!(page.items, [&2, &3]);
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
        assert_eq!(
            ordered_map(2, &[]).page(Start::After(7), 1, Order::Ascending),
            Err(UnknownStart)
        );
    }
}
