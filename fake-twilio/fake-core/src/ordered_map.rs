use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::{BuildHasher, Hash},
    ops::Range,
};

use foldhash::fast::FixedState;

use crate::page::{Order, Slice, Start, UnknownStart};

/// Things in the order of their arrival, found by identifier.
///
/// The places of the things that were removed last are remembered, so that a page token that names
/// one of them still leads on.
#[derive(Clone, Debug)]
pub struct OrderedMap<I, T> {
    /// Chunks of [`CHUNK`] places, by number; those without things are left out.
    chunks: BTreeMap<u32, Chunk<I, T>>,
    /// Hash of each identifier, in two parts, with its place: 12 bytes, where identifiers take 16.
    places: BTreeSet<[u32; 3]>,
    removed: VecDeque<(I, u32)>,
    len: usize,
    next: u32,
}

type Chunk<I, T> = Vec<Option<(I, T)>>;

/// Places of a chunk.
const CHUNK: u32 = 64;

/// Removed things whose places are remembered; as many as the largest page has.
const REMEMBERED: usize = 1000;

impl<I, T> Default for OrderedMap<I, T> {
    fn default() -> Self {
        Self {
            chunks: BTreeMap::new(),
            places: BTreeSet::new(),
            removed: VecDeque::new(),
            len: 0,
            next: 0,
        }
    }
}

fn hash(id: impl Hash) -> [u32; 2] {
    let hash = FixedState::default().hash_one(id);
    [hash >> 32, hash & u64::from(u32::MAX)].map(|half| u32::try_from(half).unwrap_or(u32::MAX))
}

/// The chunk of a place, and the place's number in it.
fn split(place: u32) -> (u32, usize) {
    (place / CHUNK, (place % CHUNK) as usize)
}

impl<I: Copy + Eq + Hash, T> OrderedMap<I, T> {
    /// Appends an entry and returns its position.
    pub fn push(&mut self, id: I, item: T) -> u64 {
        let place = self.next;
        let (number, _) = split(place);
        let chunk = self.chunks.entry(number).or_default();
        // Places of this chunk whose things went with an earlier chunk of the same number.
        chunk.resize_with(split(place).1, || None);
        chunk.push(Some((id, item)));
        let [high, low] = hash(id);
        self.places.insert([high, low, place]);
        self.len += 1;
        self.next = self.next.saturating_add(1);
        u64::from(place)
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

    /// Leaves places free, so that the next thing gets this one; none if it was given already.
    pub(crate) fn skip_to(&mut self, place: u64) {
        self.next = self.next.max(u32::try_from(place).unwrap_or(u32::MAX));
    }

    /// The place that the next thing will get; places are never given twice.
    pub fn next_place(&self) -> u64 {
        u64::from(self.next)
    }

    fn slot(&self, place: u32) -> Option<&(I, T)> {
        let (number, slot) = split(place);
        self.chunks.get(&number)?.get(slot)?.as_ref()
    }

    fn place_of(&self, id: I) -> Option<u32> {
        let [high, low] = hash(id);
        let candidates = self.places.range([high, low, 0]..);
        let mut candidates = candidates
            .take_while(|[one, other, _]| [*one, *other] == [high, low])
            .map(|[.., place]| *place);
        candidates.find(|place| self.slot(*place).is_some_and(|(known, _)| *known == id))
    }

    /// The thing with this identifier.
    pub fn get(&self, id: I) -> Option<&T> {
        self.slot(self.place_of(id)?).map(|(_, item)| item)
    }

    /// The place of the thing with this identifier, also of one that was taken away not long ago.
    pub fn place(&self, id: I) -> Option<u64> {
        let removed = || self.removed.iter().find(|(known, _)| *known == id).map(|(_, at)| *at);
        self.place_of(id).or_else(removed).map(u64::from)
    }

    /// The thing at this place.
    pub fn at(&self, place: u64) -> Option<&T> {
        self.slot(u32::try_from(place).ok()?).map(|(_, item)| item)
    }

    /// The thing with this identifier, to be changed.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        let (number, slot) = split(self.place_of(id)?);
        self.chunks.get_mut(&number)?.get_mut(slot)?.as_mut().map(|(_, item)| item)
    }

    /// Takes a thing away.
    pub fn remove(&mut self, id: I) -> Option<T> {
        let place = self.place_of(id)?;
        let (number, slot) = split(place);
        let chunk = self.chunks.get_mut(&number)?;
        let (_, item) = chunk.get_mut(slot)?.take()?;
        if chunk.iter().all(Option::is_none) {
            self.chunks.remove(&number);
        }
        let [high, low] = hash(id);
        self.places.remove(&[high, low, place]);
        self.len -= 1;
        if self.removed.len() == REMEMBERED {
            self.removed.pop_front();
        }
        self.removed.push_back((id, place));
        Some(item)
    }

    /// The newest thing.
    pub fn last(&self) -> Option<&T> {
        self.iter().next_back()
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Everything, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.numbered().map(|(_, item)| item)
    }

    /// Everything with its place, oldest first.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.range(0..u64::MAX)
    }

    /// Everything at a range of places, oldest first.
    pub fn range(&self, places: Range<u64>) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        let number = |place: u64| u32::try_from(place / u64::from(CHUNK)).unwrap_or(u32::MAX);
        let end = places.end.max(places.start);
        let chunks = self.chunks.range(number(places.start)..=number(end));
        let all = chunks.flat_map(|(number, chunk)| {
            let first = u64::from(*number) * u64::from(CHUNK);
            let slots = chunk.iter().enumerate();
            slots.filter_map(move |(slot, item)| {
                item.as_ref().map(|(_, item)| (first + slot as u64, item))
            })
        });
        all.filter(move |(place, _)| places.contains(place))
    }

    /// How many things stand at a place behind this one, up to `most`.
    pub fn count_after(&self, place: u64, most: usize) -> usize {
        self.range(place.saturating_add(1)..u64::MAX).take(most).count()
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
        self.range(places).filter(move |(_, item)| accepts(item)).map(|(place, _)| place)
    }

    fn slice(&self, places: &[u64], order: Order, accepts: impl Fn(&T) -> bool) -> Slice<&T> {
        let (below, above) = match (places.first(), places.last()) {
            (Some(low), Some(high)) => (
                self.accepted(0..*low, &accepts).next_back().is_some(),
                self.accepted(high + 1..u64::MAX, &accepts).next().is_some(),
            ),
            _ => (false, false),
        };
        let items = places.iter().filter_map(|place| self.at(*place));
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
        assert_eq!(
            ordered_map(2, &[]).page(Start::After(7), 1, Order::Ascending),
            Err(UnknownStart)
        );
    }
}
