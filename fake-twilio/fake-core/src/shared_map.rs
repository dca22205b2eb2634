//! Sorted maps and sets whose clones share what they hold until one of them is changed, and then all but the
//! run of entries that is changed.
//!
//! The crates of persistent maps did not fit: their nodes take several times the memory of small entries, their
//! licence is another one, or their ranges begin at the first entry.

use std::{
    borrow::Borrow,
    ops::{Bound, RangeBounds},
    sync::Arc,
};

/// Entries of a run at most.
const RUN: usize = 64;

/// A sorted map whose clones share its entries: a clone costs one step for each run.
#[derive(Clone, Debug)]
pub(crate) struct SharedMap<K, V> {
    /// Runs in their order, none of them empty, each behind a key that is not above its first one.
    runs: Vec<(K, Run<K, V>)>,
    len: usize,
}

type Run<K, V> = Arc<Vec<(K, V)>>;

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self { runs: Vec::new(), len: 0 }
    }
}

impl<K: Clone + Ord, V: Clone> SharedMap<K, V> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The run in which a key is, if it is anywhere, and its place there or the one it would have.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: Borrow<Q>,
    {
        let after = self.runs.partition_point(|(bound, _)| bound.borrow() <= key);
        let number = after.saturating_sub(1);
        let place = self
            .runs
            .get(number)
            .map_or(Err(0), |(_, run)| run.binary_search_by(|(known, _)| known.borrow().cmp(key)));
        (number, place)
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (number, place) = self.find(key);
        let (_, run) = self.runs.get(number)?;
        run.get(place.ok()?).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (number, place) = self.find(key);
        let (place, (_, run)) = (place.ok()?, self.runs.get_mut(number)?);
        Arc::make_mut(run).get_mut(place).map(|(_, value)| value)
    }

    /// The value of a key, which is added unless it is there.
    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let (number, place) = self.find(&key);
        let (number, place) = match place {
            Ok(place) => (number, place),
            Err(place) => self.insert_at(number, place, key, V::default()),
        };
        &mut Arc::make_mut(&mut self.runs[number].1)[place].1
    }

    /// Adds an entry, or replaces the value of the one that is there, and returns that value.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (number, place) = self.find(&key);
        match place {
            Ok(place) => {
                let run = Arc::make_mut(&mut self.runs[number].1);
                Some(std::mem::replace(&mut run[place].1, value))
            }
            Err(place) => {
                self.insert_at(number, place, key, value);
                None
            }
        }
    }

    /// Adds an entry where there is none, and returns its run and its place in it.
    fn insert_at(&mut self, number: usize, place: usize, key: K, value: V) -> (usize, usize) {
        self.len += 1;
        let runs = self.runs.len();
        let Some((bound, run)) = self.runs.get_mut(number) else {
            self.runs.push((key.clone(), Arc::new(vec![(key, value)])));
            return (number, 0);
        };
        if run.len() == RUN && place == RUN && number + 1 == runs {
            // What comes in order fills its runs.
            self.runs.push((key.clone(), Arc::new(vec![(key, value)])));
            return (number + 1, 0);
        }
        if place == 0 {
            *bound = key.clone();
        }
        let entries = Arc::make_mut(run);
        if entries.len() < RUN {
            entries.insert(place, (key, value));
            return (number, place);
        }
        // Both halves have room for what comes next, so that neither is moved again.
        let mut upper = Vec::with_capacity(RUN);
        upper.extend(entries.drain(RUN / 2..));
        let at = match place.checked_sub(RUN / 2) {
            Some(place) if place > 0 => {
                upper.insert(place, (key, value));
                (number + 1, place)
            }
            _ => {
                entries.insert(place, (key, value));
                (number, place)
            }
        };
        self.runs.insert(number + 1, (upper[0].0.clone(), Arc::new(upper)));
        at
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (number, place) = self.find(key);
        let (place, (_, run)) = (place.ok()?, self.runs.get_mut(number)?);
        let entries = Arc::make_mut(run);
        let (_, value) = entries.remove(place);
        self.len -= 1;
        if entries.is_empty() {
            self.runs.remove(number);
            shrink(&mut self.runs);
        } else {
            shrink(entries);
        }
        Some(value)
    }

    /// All entries, in the order of their keys.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.range(..)
    }

    /// The entries in a range, in the order of their keys; none if it is upside down.
    pub(crate) fn range(
        &self,
        range: impl RangeBounds<K>,
    ) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        let is_below = |key: &K| match range.start_bound() {
            Bound::Included(start) => key < start,
            Bound::Excluded(start) => key <= start,
            Bound::Unbounded => false,
        };
        let is_within = |key: &K| match range.end_bound() {
            Bound::Included(end) => key <= end,
            Bound::Excluded(end) => key < end,
            Bound::Unbounded => true,
        };
        // Only the first and the last run can have entries outside.
        let first = self.runs.partition_point(|(bound, _)| is_below(bound)).saturating_sub(1);
        let end = self.runs.partition_point(|(bound, _)| is_within(bound)).max(first);
        let skipped = self
            .runs
            .get(first)
            .map_or(0, |(_, run)| run.partition_point(|(key, _)| is_below(key)));
        let taken = end.checked_sub(1).and_then(|last| self.runs.get(last));
        let taken = taken.map_or(0, |(_, run)| run.partition_point(|(key, _)| is_within(key)));
        let runs = self.runs.get(first..end).unwrap_or_default();
        let last = runs.len().saturating_sub(1);
        let parts = runs.iter().enumerate().map(move |(number, (_, run))| {
            let from = if number == 0 { skipped } else { 0 };
            let to = if number == last { taken } else { run.len() };
            run.get(from..to).unwrap_or_default()
        });
        parts.flatten().map(|(key, value)| (key, value))
    }
}

/// Gives memory back that was needed for far more.
fn shrink<T>(things: &mut Vec<T>) {
    if things.len() <= things.capacity() / 4 {
        things.shrink_to(things.len() * 2);
    }
}

/// A sorted set whose clones share its entries.
#[derive(Clone, Debug)]
pub(crate) struct SharedSet<K>(SharedMap<K, ()>);

impl<K> Default for SharedSet<K> {
    fn default() -> Self {
        Self(SharedMap::default())
    }
}

impl<K: Clone + Ord> SharedSet<K> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a key, and returns whether it is new.
    pub(crate) fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ()).is_none()
    }

    /// Takes a key away, and returns whether it was there.
    pub(crate) fn remove(&mut self, key: &K) -> bool {
        self.0.remove(key).is_some()
    }

    pub(crate) fn first(&self) -> Option<&K> {
        self.iter().next()
    }

    /// All keys, in their order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.range(..)
    }

    /// The keys in a range, in their order; none if it is upside down.
    pub(crate) fn range(&self, range: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = &K> {
        self.0.range(range).map(|(key, ())| key)
    }
}

#[cfg(test)]
mod tests;
