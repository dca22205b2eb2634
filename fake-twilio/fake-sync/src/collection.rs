use std::collections::BTreeMap;

use fake_core::text::Text;
use jiff::Timestamp;

use crate::{
    data::Data,
    delta::{ItemChange, What},
};

/// Place of an item: a number in a list, a text in a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Index(u64),
    Name(Text),
}

/// What every object has. Each change of the object or of an item takes the next event number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) last_event_id: u64,
    pub(crate) made: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) made_by: Text,
}

impl Head {
    pub(crate) fn new(at: Timestamp, made_by: Text) -> Self {
        Self { last_event_id: 0, made: at, changed: at, made_by }
    }

    pub(crate) fn next(&mut self, at: Timestamp) -> u64 {
        self.last_event_id += 1;
        self.changed = at;
        self.last_event_id
    }
}

/// An item of a list or a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Number of the event that added it.
    pub(crate) added: u64,
    /// Number of the event that touched it last.
    pub(crate) last_event_id: u64,
    pub(crate) revision: u64,
    pub(crate) made: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) made_by: Text,
    pub(crate) data: Data,
}

/// The last that happened to a key, found by event number.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trace {
    Put(Key),
    Gone { key: Key, item: Box<Item>, at: Timestamp },
}

/// A list or a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collection {
    pub(crate) head: Head,
    pub(crate) items: BTreeMap<Key, Item>,
    traces: BTreeMap<u64, Trace>,
}

/// A change with its number and moment.
pub(crate) type Numbered = (u64, Timestamp, What);

impl Collection {
    pub(crate) fn new(at: Timestamp, made_by: Text) -> Self {
        let head = Head::new(at, made_by);
        Self { head, items: BTreeMap::new(), traces: BTreeMap::new() }
    }

    /// Adds or replaces an item.
    pub(crate) fn put(&mut self, at: Timestamp, key: Key, by: &Text, data: Data) -> Numbered {
        let event = self.head.next(at);
        let change = if let Some(item) = self.items.get_mut(&key) {
            self.traces.remove(&item.last_event_id);
            item.last_event_id = event;
            item.revision += 1;
            item.changed = at;
            item.data = data;
            ItemChange::Updated
        } else {
            let item = Item {
                added: event,
                last_event_id: event,
                revision: 0,
                made: at,
                changed: at,
                made_by: by.clone(),
                data,
            };
            self.items.insert(key.clone(), item);
            ItemChange::Added
        };
        self.traces.insert(event, Trace::Put(key.clone()));
        (event, at, self.what(key, change))
    }

    /// Takes an item away.
    pub(crate) fn remove(&mut self, at: Timestamp, key: Key) -> Option<Numbered> {
        let item = Box::new(self.items.remove(&key)?);
        let event = self.head.next(at);
        self.traces.remove(&item.last_event_id);
        let what = What::item(key.clone(), ItemChange::Removed, &item);
        self.traces.insert(event, Trace::Gone { key, item, at });
        Some((event, at, what))
    }

    /// Drops an item as if it had never been; nobody is told.
    pub(crate) fn forget(&mut self, key: &Key) {
        if let Some(item) = self.items.remove(key) {
            self.traces.remove(&item.last_event_id);
        }
    }

    fn what(&self, key: Key, change: ItemChange) -> What {
        match self.items.get(&key) {
            Some(item) => What::item(key, change, item),
            None => What::CollectionGone,
        }
    }

    /// What somebody has missed who knows everything up to and including event `known`.
    ///
    /// Only the last change of each key counts; an item that came and went is not told of.
    pub(crate) fn since(&self, known: u64) -> impl Iterator<Item = Numbered> {
        let traces = self.traces.range(known.saturating_add(1)..);
        traces.filter_map(move |(event, trace)| match trace {
            Trace::Put(key) => {
                let item = self.items.get(key)?;
                let change =
                    if item.added > known { ItemChange::Added } else { ItemChange::Updated };
                Some((*event, item.changed, What::item(key.clone(), change, item)))
            }
            Trace::Gone { key, item, at } => (item.added <= known)
                .then(|| (*event, *at, What::item(key.clone(), ItemChange::Removed, item))),
        })
    }
}
