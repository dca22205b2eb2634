use std::{
    collections::{BTreeMap, VecDeque},
    hash::{BuildHasher, Hash},
    ops::Range,
    sync::Arc,
};

use foldhash::fast::FixedState;

use crate::{
    page::{Order, Slice, Start, UnknownStart},
    shared_map::SharedSet,
};

/// Things in the order of their arrival, found by identifier.
///
/// The places of the things that were removed last are remembered, so that a page token that names
/// one of them still leads on.
///
/// A clone is cheap: both share all chunks, and one that is changed is copied first.
#[derive(Clone, Debug)]
pub struct OrderedMap<I, T> {
    /// Chunks of [`CHUNK`] places, by number; those without things are left out.
    chunks: BTreeMap<u32, Arc<Chunk<I, T>>>,
    /// Hash of each identifier, in two parts, with its place: 12 bytes, where identifiers take 16.
    places: SharedSet<[u32; 3]>,
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
            places: SharedSet::new(),
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
    pub fn push(&mut self, id: I, item: T) -> u64
    where
        T: Clone,
    {
        let place = self.next;
        let (number, _) = split(place);
        let chunk = Arc::make_mut(self.chunks.entry(number).or_default());
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
    pub fn put(&mut self, id: I, item: T)
    where
        T: Clone,
    {
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
    pub fn get_mut(&mut self, id: I) -> Option<&mut T>
    where
        T: Clone,
    {
        let (number, slot) = split(self.place_of(id)?);
        let chunk = Arc::make_mut(self.chunks.get_mut(&number)?);
        chunk.get_mut(slot)?.as_mut().map(|(_, item)| item)
    }

    /// Takes a thing away.
    pub fn remove(&mut self, id: I) -> Option<T>
    where
        T: Clone,
    {
        let place = self.place_of(id)?;
        let (number, slot) = split(place);
        let chunk = Arc::make_mut(self.chunks.get_mut(&number)?);
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
mod tests;
