use std::{collections::VecDeque, sync::Arc};

use event_listener::{Event, EventListener};
use jiff::Timestamp;
use parking_lot::Mutex;

use super::record::Record;

/// Bytes of all records.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// A record with its place in time.
pub(super) struct Stored {
    pub(super) id: u64,
    pub(super) at: Timestamp,
    pub(super) record: Record,
}

/// The latest records, bounded by number and bytes.
pub struct Journal {
    ring: Mutex<Ring>,
    changed: Event,
    limit: usize,
}

#[derive(Default)]
struct Ring {
    records: VecDeque<Arc<Stored>>,
    bytes: usize,
    /// The number of the latest record.
    last: u64,
}

impl Journal {
    /// A journal of so many records; none is kept with 0.
    pub fn new(limit: usize) -> Self {
        Self { ring: Mutex::default(), changed: Event::new(), limit }
    }

    /// Returns whether records are kept.
    pub fn is_on(&self) -> bool {
        self.limit > 0
    }

    /// The most records that are kept.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Takes a record in; the oldest ones make room for it.
    pub fn push(&self, at: Timestamp, record: Record) {
        let size = record.size();
        if !self.is_on() || size > MAX_BYTES {
            return;
        }
        let mut record = Arc::new(Stored { id: 0, at, record });
        let mut dropped = Vec::new();
        let mut ring = self.ring.lock();
        ring.last += 1;
        if let Some(stored) = Arc::get_mut(&mut record) {
            stored.id = ring.last;
        }
        ring.bytes += size;
        ring.records.push_back(record);
        while ring.records.len() > self.limit || ring.bytes > MAX_BYTES {
            let Some(oldest) = ring.records.pop_front() else { break };
            ring.bytes -= oldest.record.size();
            dropped.push(oldest);
        }
        drop(ring);
        self.changed.notify(usize::MAX);
    }

    /// The number of the latest record; 0 before the first one.
    pub fn last(&self) -> u64 {
        self.ring.lock().last
    }

    /// Returns how many records there are.
    pub fn len(&self) -> usize {
        self.ring.lock().records.len()
    }

    /// Returns whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops all records, and returns how many; numbers go on.
    pub fn clear(&self) -> usize {
        let mut ring = self.ring.lock();
        ring.bytes = 0;
        let dropped = std::mem::take(&mut ring.records);
        drop(ring);
        dropped.len()
    }

    /// Listens for the next record from now on.
    pub fn changed(&self) -> EventListener {
        self.changed.listen()
    }

    /// The records behind a number, oldest first, and the number of the latest one.
    pub(super) fn behind(&self, after: u64) -> (Vec<Arc<Stored>>, u64) {
        let ring = self.ring.lock();
        let first = ring.records.front().map_or(0, |it| it.id);
        let skipped =
            usize::try_from(after.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX);
        (ring.records.iter().skip(skipped).cloned().collect(), ring.last)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::record::{Protocol, SocketMessage},
        *,
    };
    use crate::side::Direction;

    fn message(length: usize) -> Record {
        Record::Socket(SocketMessage {
            protocol: Protocol::Signaling,
            direction: Direction::In,
            connection: 1,
            party: None,
            payload: vec![b'x'; length].into(),
            fault: None,
        })
    }

    fn ids(journal: &Journal, after: u64) -> Vec<u64> {
        journal.behind(after).0.iter().map(|it| it.id).collect()
    }

    #[test]
    fn the_oldest_records_make_room() {
        let journal = Journal::new(3);
        for _ in 0..5 {
            journal.push(Timestamp::UNIX_EPOCH, message(1));
        }
        assert_eq!(ids(&journal, 0), [3, 4, 5]);
        assert_eq!(ids(&journal, 4), [5]);
        assert_eq!(ids(&journal, u64::MAX - 1), [0; 0]);
        assert_eq!((journal.clear(), journal.len(), journal.last()), (3, 0, 5));
        journal.push(Timestamp::UNIX_EPOCH, message(1));
        assert_eq!(ids(&journal, 2), [6]);
    }

    #[test]
    fn bytes_are_bounded_and_counted_down() {
        let journal = Journal::new(100);
        for _ in 0..20 {
            journal.push(Timestamp::UNIX_EPOCH, message(1024 * 1024));
        }
        assert_eq!(journal.len(), 7);
        journal.push(Timestamp::UNIX_EPOCH, message(MAX_BYTES));
        assert_eq!(journal.len(), 7, "what is too long is left out");
        assert_eq!(Journal::new(0).limit(), 0);
    }

    #[test]
    fn a_journal_that_is_off_keeps_nothing() {
        let journal = Journal::new(0);
        journal.push(Timestamp::UNIX_EPOCH, message(1));
        assert!(journal.is_empty() && journal.last() == 0);
    }
}
