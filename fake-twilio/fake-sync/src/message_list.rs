//! The list of a conversation's messages: event numbers alone, for the messages are in the state.

use std::collections::BTreeMap;

use fake_core::conversation::Conversation;
use jiff::Timestamp;

use crate::{
    collection::{NumberedChange, ObjectMetadata},
    data::Data,
    delta::{ItemChange, ObjectChange},
    item::{Item, Key},
    tombstones::Tombstones,
};

/// The event numbers of a message list, from the moment on at which a client opened it.
///
/// Messages that existed by then count as added one by one and never changed: no client can know
/// their numbers. Nor does a message take room that came later and did not change since, as long as
/// nothing happened to others in between.
#[derive(Clone, Debug)]
pub(crate) struct MessageList {
    pub(crate) head: ObjectMetadata,
    /// Which events added the messages, by index.
    runs: Vec<Run>,
    /// What happened last to those that were changed, by index.
    changes: BTreeMap<u64, Change>,
    /// The indexes of those, by event.
    changed: BTreeMap<u64, u64>,
    removed: Tombstones,
}

/// Messages that were added by one event after the other.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    event: u64,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    event: u64,
    revision: u64,
    at: Timestamp,
}

impl MessageList {
    /// The list of a conversation that is opened for the first time; its events come after `floor`.
    pub(crate) fn open(conversation: &Conversation, floor: u64) -> Self {
        let profile = &conversation.profile;
        let head = ObjectMetadata {
            last_event_id: floor + conversation.messages.next_place(),
            made: profile.created,
            changed: conversation.updated,
            made_by: profile.created_by.clone(),
        };
        Self {
            head,
            runs: vec![Run { first: 0, event: floor + 1 }],
            changes: BTreeMap::new(),
            changed: BTreeMap::new(),
            removed: Tombstones::default(),
        }
    }

    /// Takes in that a message was added, behind all others.
    pub(crate) fn add(&mut self, at: Timestamp, index: u64, data: Data) -> NumberedChange {
        let event = self.head.next(at);
        if self.added(index) != event {
            self.runs.push(Run { first: index, event });
        }
        (event, at, what(index, ItemChange::Added, 0, data))
    }

    /// Takes in that a message was changed.
    pub(crate) fn change(&mut self, at: Timestamp, index: u64, data: Data) -> NumberedChange {
        let event = self.head.next(at);
        let before = self.changes.get(&index).copied();
        if let Some(before) = before {
            self.changed.remove(&before.event);
        }
        let revision = before.map_or(0, |before| before.revision) + 1;
        self.changes.insert(index, Change { event, revision, at });
        self.changed.insert(event, index);
        (event, at, what(index, ItemChange::Updated, revision, data))
    }

    /// Takes in that a message was removed.
    pub(crate) fn remove(&mut self, at: Timestamp, index: u64, data: Data) -> NumberedChange {
        let event = self.head.next(at);
        let before = self.changes.remove(&index);
        if let Some(before) = before {
            self.changed.remove(&before.event);
        }
        self.removed.push(event, index);
        let revision = before.map_or(0, |before| before.revision);
        (event, at, what(index, ItemChange::Removed, revision, data))
    }

    /// Number of the event that added a message.
    fn added(&self, index: u64) -> u64 {
        let run = self.runs.partition_point(|run| run.first <= index).saturating_sub(1);
        self.runs.get(run).map_or(0, |run| run.event + index.saturating_sub(run.first))
    }

    /// Index of the first message that was added after an event.
    fn first_added_after(&self, known: u64) -> u64 {
        let run = self.runs.partition_point(|run| run.event <= known);
        let next = self.runs.get(run).map_or(u64::MAX, |run| run.first);
        let last = run.checked_sub(1).and_then(|last| self.runs.get(last));
        last.map_or(next, |last| (last.first + known - last.event + 1).min(next))
    }

    /// A message as an item of the list.
    pub(crate) fn item(&self, conversation: &Conversation, index: u64) -> Option<Item> {
        let message = conversation.messages.at(index)?;
        let (added, change) = (self.added(index), self.changes.get(&index));
        Some(Item {
            added,
            last_event_id: change.map_or(added, |change| change.event),
            revision: change.map_or(0, |change| change.revision),
            made: message.created,
            changed: change.map_or(message.updated, |change| change.at),
            made_by: message.author.clone(),
            data: Data::message(message, conversation.delivery(message.sid)),
        })
    }

    /// The first `limit` events after event `known`, as
    /// [`Collection::since`](crate::collection::Collection::since) returns them.
    pub(crate) fn since(
        &self,
        conversation: &Conversation,
        known: u64,
        limit: usize,
    ) -> Vec<NumberedChange> {
        let item = |index| self.item(conversation, index);
        let mut missed: Vec<NumberedChange> = Vec::new();
        let added = conversation.messages.range(self.first_added_after(known)..u64::MAX);
        for (index, _) in added.take(limit) {
            let Some(Item { added, made, revision, data, .. }) = item(index) else { continue };
            missed.push((added, made, what(index, ItemChange::Added, revision, data)));
        }
        for (event, index) in self.changed.range(known.saturating_add(1)..).take(limit) {
            let Some(Item { changed, revision, data, .. }) = item(*index) else { continue };
            missed.push((*event, changed, what(*index, ItemChange::Updated, revision, data)));
        }
        for (event, index) in self.removed.since(known).take(limit) {
            let gone = what(index, ItemChange::Removed, 0, Data::gone());
            missed.push((event, self.head.changed, gone));
        }
        missed.sort_unstable_by_key(|(event, ..)| *event);
        missed.truncate(limit);
        missed
    }
}

fn what(index: u64, change: ItemChange, revision: u64, data: Data) -> ObjectChange {
    ObjectChange::Item { key: Key::Index(index), change, revision, data }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fake_core::{
        Error, World,
        conversation::{self, Create},
        message::{self, Send, Update},
        text::system,
    };
    use fake_store::{Clock, ServiceTenant, Store};
    use parking_lot::Mutex;
    use proptest::{collection::vec, prelude::*};
    use twilio_sid::{AccountSid, ConversationSid};

    use super::*;
    use crate::{
        ObjectId,
        delta::Delta,
        objects::{Object, SyncView},
        project::Projection,
        step::Step as Pending,
    };

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    #[derive(Clone, Debug)]
    enum Step {
        Add,
        Change(u64),
        Remove(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => Just(Step::Add),
            2 => (0_u64..6).prop_map(Step::Change),
            2 => (0_u64..6).prop_map(Step::Remove),
        ]
    }

    /// A conversation whose messages are followed.
    struct Followed {
        tenant: Arc<ServiceTenant>,
        sid: ConversationSid,
        view: Arc<Mutex<SyncView>>,
    }

    impl Followed {
        fn new() -> Self {
            let store = Store::new(Arc::new(Still), 7);
            let account = AccountSid::from_bytes([0; 16]);
            store.open_account(account);
            let tenant = store.default_service(account).expect("a service");
            let sid = tenant
                .record(
                    |world, env| conversation::create(world, Create::default(), system(), env),
                    |_, sid| sid,
                )
                .expect("a conversation");
            let view = Arc::<Mutex<SyncView>>::default();
            let projection = Projection::new(view.clone(), tenant.presence().clone());
            tenant.observe(Box::new(projection), |_| ());
            Self { tenant, sid, view }
        }

        fn take(&self, step: &Step, number: usize) {
            let body = Some(number.to_string().into());
            let found = |world: &World, index: u64| {
                let messages = &world.conversation(self.sid)?.messages;
                messages.at(index).map(|it| it.sid).ok_or(Error::NoMessage)
            };
            // What is not there any more changes nothing.
            let _ = self.tenant.record(
                |world, env| match step {
                    Step::Add => {
                        let send = Send { body, ..Send::default() };
                        Ok(message::send(world, self.sid, send, env)?.answering(()))
                    }
                    Step::Change(index) => {
                        let update = Update { body, ..Update::default() };
                        let sid = found(world, *index)?;
                        message::update(world, self.sid, sid, update, system(), env)
                    }
                    Step::Remove(index) => message::remove(world, self.sid, found(world, *index)?),
                },
                |_, ()| (),
            );
        }

        fn open(&self) -> u64 {
            let (id, presence) = (ObjectId::Messages(self.sid), self.tenant.presence());
            self.tenant.read(|world| {
                let mut view = self.view.lock();
                view.open(world, presence, id).map_or(0, |it| it.head().last_event_id)
            })
        }

        fn since(&self, known: u64, limit: usize) -> Vec<NumberedChange> {
            let id = ObjectId::Messages(self.sid);
            self.tenant.read(|world| self.view.lock().since(world, id, known, limit))
        }

        /// Index, event and text of all messages.
        fn items(&self) -> Vec<(u64, u64, String)> {
            self.tenant.read(|world| {
                let conversation = world.conversation(self.sid).expect("a conversation");
                let view = self.view.lock();
                let Some(Object::Messages(list)) = view.objects.get(&ObjectId::Messages(self.sid))
                else {
                    return Vec::new();
                };
                let messages = conversation.messages.range(0..u64::MAX);
                let items = messages.filter_map(|(index, _)| {
                    let item = list.item(conversation, index)?;
                    Some((index, item.last_event_id, text(&item.data)))
                });
                items.collect()
            })
        }
    }

    fn text(data: &Data) -> String {
        let Data::Message(message, _) = data else { return String::new() };
        message.body.as_deref().unwrap_or_default().to_owned()
    }

    /// Takes an event in as the SDK does.
    fn take(held: &mut BTreeMap<u64, (u64, String)>, (event, _, what): &NumberedChange) {
        let ObjectChange::Item { key: Key::Index(index), change, data, .. } = what else {
            panic!("{what:?}")
        };
        assert!(held.values().all(|(seen, _)| seen < event), "{event} comes too late");
        match change {
            ItemChange::Added => assert!(!held.contains_key(index), "{index} is there already"),
            ItemChange::Updated => assert!(held.contains_key(index), "{index} is not there"),
            ItemChange::Removed => {
                held.remove(index);
                return;
            }
        }
        held.insert(*index, (*event, text(data)));
    }

    proptest! {
        /// Whenever the list is opened, and from whatever event a client continues: the events of
        /// the rest brings it to the present, whole or in parts.
        #[test]
        fn who_missed_something_ends_like_who_missed_nothing(
            before in vec(step(), 0..12),
            after in vec(step(), 0..24),
            limit in 1_usize..4,
        ) {
            let followed = Followed::new();
            before.iter().enumerate().for_each(|(number, step)| followed.take(step, number));
            let opened = followed.open();
            let of_opening: BTreeMap<_, _> =
                followed.items().into_iter().map(|(at, event, text)| (at, (event, text))).collect();
            after.iter().enumerate().for_each(|(number, step)| followed.take(step, 100 + number));
            let steps = followed.view.lock().take_steps(usize::MAX);
            let of_list = |step| {
                let Pending::Send(Delta { object, event, at, what }) = step else { return None };
                matches!(object, ObjectId::Messages(_)).then_some((event, at, what))
            };
            let told: Vec<NumberedChange> = steps.into_iter().filter_map(of_list).collect();
            let numbers = told.iter().map(|(event, ..)| *event);
            prop_assert!(numbers.eq(opened + 1..=opened + told.len() as u64));
            let now: BTreeMap<_, _> =
                followed.items().into_iter().map(|(at, event, text)| (at, (event, text))).collect();
            for known in 0..=told.len() {
                let mut held = of_opening.clone();
                for event in &told[..known] {
                    take(&mut held, event);
                }
                let mut reached = opened + known as u64;
                loop {
                    let missed = followed.since(reached, limit);
                    for event in &missed {
                        take(&mut held, event);
                    }
                    match missed.last() {
                        Some((event, ..)) if missed.len() == limit => reached = *event,
                        _ => break,
                    }
                }
                prop_assert_eq!(&held, &now, "from {}", known);
            }
        }
    }
}
