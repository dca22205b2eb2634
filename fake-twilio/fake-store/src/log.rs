//! The log of a tenant, as far as a reader still needs it.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use fake_core::Actor;
use jiff::Timestamp;

/// A fact with the moment of its recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<F> {
    /// Its place in the log, from 0.
    pub position: usize,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who brought it about.
    pub actor: Actor,
    /// What happened.
    pub fact: F,
}

/// A reader's place in a log; records before the places of all readers leave memory.
#[derive(Debug)]
pub struct Reader(Arc<AtomicUsize>);

/// The tail of a log: what not all readers have read yet.
///
/// The state that is folded from the log is its checkpoint: it holds everything up to the end, so
/// nothing older is kept for it.
#[derive(Debug)]
pub(crate) struct Log<F> {
    /// Position of the first record of the tail.
    first: usize,
    tail: VecDeque<Record<F>>,
    readers: Vec<Weak<AtomicUsize>>,
}

/// Maximum number of records that leave the tail at once, so that the lock is held briefly.
const SLICE: usize = 512;

impl<F> Default for Log<F> {
    fn default() -> Self {
        Self { first: 0, tail: VecDeque::new(), readers: Vec::new() }
    }
}

impl<F: Clone> Log<F> {
    /// Number of records ever appended, which is the position of the next one.
    pub(crate) fn len(&self) -> usize {
        self.first + self.tail.len()
    }

    /// Number of records in memory.
    pub(crate) fn tail_len(&self) -> usize {
        self.tail.len()
    }

    /// Appends a record.
    pub(crate) fn append(&mut self, record: Record<F>) {
        if self.readers.iter().any(|reader| reader.strong_count() > 0) {
            self.tail.push_back(record);
        } else {
            // The readers that the tail was kept for are gone.
            self.first = self.len() + 1;
            self.tail = VecDeque::new();
        }
    }

    /// A reader of everything that is appended from now on.
    pub(crate) fn reader(&mut self) -> Reader {
        let place = Arc::new(AtomicUsize::new(self.len()));
        self.readers.push(Arc::downgrade(&place));
        Reader(place)
    }

    /// The next records for a reader, at most `limit`; they are read by that.
    pub(crate) fn read(&mut self, reader: &Reader, limit: usize) -> Vec<Record<F>> {
        let place = reader.0.load(Ordering::Relaxed);
        let records: Vec<_> =
            self.tail.iter().skip(place.saturating_sub(self.first)).take(limit).cloned().collect();
        reader.0.store(place + records.len(), Ordering::Relaxed);
        self.trim();
        records
    }

    /// Lets go of what all readers have read; readers that are gone do not count.
    fn trim(&mut self) {
        self.readers.retain(|reader| reader.strong_count() > 0);
        let places = self.readers.iter().filter_map(Weak::upgrade);
        let read = places.map(|place| place.load(Ordering::Relaxed)).min();
        let unneeded = read.unwrap_or(self.len()) - self.first;
        let dropped = self.tail.drain(..unneeded.min(SLICE)).count();
        self.first += dropped;
        if self.tail.is_empty() {
            self.tail.shrink_to(SLICE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fact: u32) -> Record<u32> {
        Record { position: fact as usize, at: Timestamp::UNIX_EPOCH, actor: Actor::System, fact }
    }

    fn facts(log: &mut Log<u32>, reader: &Reader, limit: usize) -> Vec<u32> {
        log.read(reader, limit).into_iter().map(|record| record.fact).collect()
    }

    #[test]
    fn nothing_is_kept_that_nobody_reads() {
        let mut log = Log::default();
        log.append(record(0));
        assert_eq!((log.len(), log.tail_len()), (1, 0));
        let reader = log.reader();
        log.append(record(1));
        assert_eq!(facts(&mut log, &reader, 9), [1]);
        assert_eq!((log.len(), log.tail_len()), (2, 0));
    }

    #[test]
    fn what_one_reader_has_not_read_is_kept_for_it() {
        let mut log = Log::default();
        let (slow, fast) = (log.reader(), log.reader());
        (0..4).for_each(|fact| log.append(record(fact)));
        assert_eq!(facts(&mut log, &fast, 9), [0, 1, 2, 3]);
        assert_eq!(log.tail_len(), 4);
        assert_eq!(facts(&mut log, &slow, 3), [0, 1, 2]);
        assert_eq!(log.tail_len(), 1);
        drop(slow);
        assert_eq!(facts(&mut log, &fast, 9), []);
        assert_eq!((log.len(), log.tail_len()), (4, 0));
        log.append(record(4));
        drop(fast);
        log.append(record(5));
        assert_eq!((log.len(), log.tail_len()), (6, 0));
    }
}
