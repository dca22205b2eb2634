use std::collections::BTreeMap;

use fake_core::text::Text;
use jiff::Timestamp;

use crate::{
    data::Data,
    delta::{ItemChange, ObjectChange},
    item::{Item, Key},
    removals::Removals,
};

/// What every object has. Each change of the object or of an item takes the next event number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObjectMetadata {
    pub(crate) last_event_id: u64,
    pub(crate) made: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) made_by: Text,
}

impl ObjectMetadata {
    pub(crate) fn new(at: Timestamp, made_by: Text) -> Self {
        Self { last_event_id: 0, made: at, changed: at, made_by }
    }

    pub(crate) fn next(&mut self, at: Timestamp) -> u64 {
        self.last_event_id += 1;
        self.changed = at;
        self.last_event_id
    }
}

/// A list or a map.
///
/// There is no history of events that could be too short: what a client missed is computed from the
/// last event of each item, and of removed items the key and the number stay. The SDK could not be
/// sent to fetch anew anyway: it takes a failed subscription for the end of the object (404) or
/// never requests it again (any other status), and an interrupted replay for an invitation to
/// request the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collection {
    pub(crate) head: ObjectMetadata,
    pub(crate) items: BTreeMap<Key, Item>,
    /// The keys of the items, by the event that changed each of them last.
    changed: BTreeMap<u64, Key>,
    removed: Removals,
}

/// A change with its number and moment.
pub(crate) type NumberedChange = (u64, Timestamp, ObjectChange);

impl Collection {
    pub(crate) fn new(at: Timestamp, made_by: Text) -> Self {
        let head = ObjectMetadata::new(at, made_by);
        let removed = Removals::default();
        Self { head, items: BTreeMap::new(), changed: BTreeMap::new(), removed }
    }

    /// Adds or replaces an item.
    pub(crate) fn put(&mut self, at: Timestamp, key: Key, by: &Text, data: Data) -> NumberedChange {
        let event = self.head.next(at);
        let change = if let Some(item) = self.items.get_mut(&key) {
            self.changed.remove(&item.last_event_id);
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
        self.changed.insert(event, key.clone());
        (event, at, self.what(key, change))
    }

    /// Takes an item away.
    pub(crate) fn remove(&mut self, at: Timestamp, key: Key) -> Option<NumberedChange> {
        let item = self.items.remove(&key)?;
        let event = self.head.next(at);
        self.changed.remove(&item.last_event_id);
        self.removed.push(event, &key);
        Some((event, at, ObjectChange::item(key, ItemChange::Removed, &item)))
    }

    /// Removes an item without an event.
    pub(crate) fn forget(&mut self, key: &Key) {
        if let Some(item) = self.items.remove(key) {
            self.changed.remove(&item.last_event_id);
        }
    }

    fn what(&self, key: Key, change: ItemChange) -> ObjectChange {
        match self.items.get(&key) {
            Some(item) => ObjectChange::item(key, change, item),
            None => ObjectChange::CollectionGone,
        }
    }

    /// The events after event `known`.
    ///
    /// Only the last change of each key counts, with two exceptions. Of an item that came and went
    /// its removal is an event: a client may have fetched it in between, and others ignore it. An
    /// item that was added and changed has both events, with its present data: the application gets
    /// of new items in the order in which they came, and a client that fetched the item in between
    /// takes notice of the change alone.
    pub(crate) fn since(&self, known: u64) -> Vec<NumberedChange> {
        let mut missed = Vec::new();
        for (event, key) in self.changed.range(known.saturating_add(1)..) {
            let Some(item) = self.items.get(key) else { continue };
            let what = |change| ObjectChange::item(key.clone(), change, item);
            if item.added > known {
                missed.push((item.added, item.made, what(ItemChange::Added)));
            }
            if *event > item.added {
                missed.push((*event, item.changed, what(ItemChange::Updated)));
            }
        }
        for (event, key) in self.removed.since(known) {
            let gone = ItemChange::Removed;
            let gone = ObjectChange::Item { key, change: gone, revision: 0, data: Data::gone() };
            missed.push((event, self.head.changed, gone));
        }
        missed.sort_unstable_by_key(|(event, ..)| *event);
        missed
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// What a client holds: texts of items and the numbers of the events that brought them.
    type Held = BTreeMap<Key, (u64, Text)>;

    #[derive(Clone, Debug)]
    enum Step {
        Put(u64),
        Remove(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![3 => (0_u64..5).prop_map(Step::Put), 2 => (0_u64..5).prop_map(Step::Remove)]
    }

    /// Takes an event in as the SDK does; an item that is added twice would be raised twice.
    fn take(held: &mut Held, (event, _, what): &NumberedChange) {
        let ObjectChange::Item { key, change, data, .. } = what else { panic!("{what:?}") };
        assert!(held.values().all(|(seen, _)| seen < event), "{event} comes too late");
        match change {
            ItemChange::Added => assert!(!held.contains_key(key), "{key:?} is there already"),
            ItemChange::Updated => assert!(held.contains_key(key), "{key:?} is not there"),
            ItemChange::Removed => {
                // The SDK takes no notice of what it never had.
                held.remove(key);
                return;
            }
        }
        let Data::UserInfo(text) = data else { panic!("{data:?}") };
        held.insert(key.clone(), (*event, text.clone()));
    }

    fn is_new((.., what): &NumberedChange) -> bool {
        matches!(what, ObjectChange::Item { change: ItemChange::Added, .. })
    }

    proptest! {
        #[test]
        fn whoever_missed_something_ends_like_who_missed_nothing(steps in vec(step(), 0..40)) {
            let at = Timestamp::UNIX_EPOCH;
            let mut collection = Collection::new(at, "system".into());
            let mut told = Vec::new();
            for (number, step) in steps.iter().enumerate() {
                let data = Data::UserInfo(number.to_string().into());
                told.extend(match step {
                    Step::Put(key) => {
                        Some(collection.put(at, Key::Index(*key), &"system".into(), data))
                    }
                    Step::Remove(key) => collection.remove(at, Key::Index(*key)),
                });
            }
            // One counter: no number is left out, and the object shows the last one.
            prop_assert!(told.iter().map(|(event, ..)| *event).eq(1..=collection.head.last_event_id));
            let texts = |item: &Item| {
                let Data::UserInfo(text) = &item.data else { panic!("{item:?}") };
                (item.last_event_id, text.clone())
            };
            let now: Held =
                collection.items.iter().map(|(key, item)| (key.clone(), texts(item))).collect();
            for known in 0..=told.len() {
                let mut held = Held::new();
                told[..known].iter().for_each(|event| take(&mut held, event));
                let missed = collection.since(u64::try_from(known).unwrap());
                // What is new and still there comes under the numbers that it came under.
                let came = told[known..].iter().filter(|told| is_new(told)).filter(|(event, ..)| {
                    collection.items.values().any(|item| item.added == *event)
                });
                let comes = missed.iter().filter(|missed| is_new(missed));
                prop_assert!(comes.map(|it| it.0).eq(came.map(|it| it.0)), "from {}", known);
                for event in &missed {
                    take(&mut held, event);
                }
                prop_assert_eq!(&held, &now, "from {}", known);
            }
        }
    }

    #[test]
    fn an_item_that_was_removed_and_added_again_has_both_events() {
        let (at, by, key) = (Timestamp::UNIX_EPOCH, Text::from("system"), Key::Index(0));
        let mut collection = Collection::new(at, by.clone());
        collection.put(at, key.clone(), &by, Data::UserInfo("first".into()));
        collection.remove(at, key.clone());
        collection.put(at, key, &by, Data::UserInfo("second".into()));
        let told = collection.since(1);
        let changes = told.iter().map(|(event, _, what)| {
            let ObjectChange::Item { change, .. } = what else { panic!("{what:?}") };
            (*event, *change)
        });
        assert!(changes.eq([(2, ItemChange::Removed), (3, ItemChange::Added)]));
    }

    #[test]
    fn what_came_and_was_changed_is_not_told_behind_what_came_later() {
        let (at, by) = (Timestamp::UNIX_EPOCH, Text::from("ann"));
        let mut list = Collection::new(at, by.clone());
        for (index, text) in [(0, "typo"), (1, "later"), (0, "mended")] {
            list.put(at, Key::Index(index), &by, Data::UserInfo(text.into()));
        }
        let told = list.since(0);
        let told = told.iter().map(|(event, _, what)| {
            let ObjectChange::Item { key, change, data: Data::UserInfo(text), .. } = what else {
                panic!("{what:?}")
            };
            (*event, key.clone(), *change, text.as_ref())
        });
        let expected = [
            (1, Key::Index(0), ItemChange::Added, "mended"),
            (2, Key::Index(1), ItemChange::Added, "later"),
            (3, Key::Index(0), ItemChange::Updated, "mended"),
        ];
        assert!(told.eq(expected));
    }

    /// A client opens a list, fetches its items and subscribes as of the opening.
    #[test]
    fn who_fetched_an_item_before_it_went_is_told_that_it_went() {
        let (at, by) = (Timestamp::UNIX_EPOCH, Text::from("ann"));
        let mut list = Collection::new(at, by.clone());
        let opened = list.head.last_event_id;
        list.put(at, Key::Index(0), &by, Data::UserInfo("fetched".into()));
        list.remove(at, Key::Index(0));
        let missed = list.since(opened);
        let [(2, _, ObjectChange::Item { change: ItemChange::Removed, .. })] = missed.as_slice()
        else {
            panic!("not the removal alone: {missed:?}");
        };
    }
}
