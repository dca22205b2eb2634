//! The Sync objects of a service that clients have opened.

use std::collections::{BTreeMap, VecDeque, btree_map::Entry};

use fake_core::{
    World,
    text::system,
    visibility::{may_read as may_take_part, may_see},
};
use fake_store::Presence;
use twilio_sid::{ConversationSid, UserSid};
use twilio_wire::sync::ObjectKind;

use crate::{
    ObjectId,
    collection::{Collection, NumberedChange, ObjectMetadata},
    data::Data,
    delta::ObjectChange,
    items::Items,
    map_items::{info_items, membership_item, reachability_item, roster_item},
    message_list::MessageList,
    step::Step,
};

/// A document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) head: ObjectMetadata,
    pub(crate) data: Data,
}

/// A Sync object.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    Document(Document),
    Map(Collection),
    Messages(MessageList),
}

/// The objects that clients have opened, and the changes that were not sent yet.
///
/// An object begins when a client opens it: before that no client has an event number. From then on
/// it counts every change, and its numbers never fall.
#[derive(Default)]
pub(crate) struct SyncView {
    pub(crate) objects: BTreeMap<ObjectId, Object>,
    /// What happened and was not sent yet, in order.
    pub(crate) steps: VecDeque<Step>,
    /// Last event number of all objects that a reset has removed: objects that are opened later begin
    /// there, so that the numbers of an object with the same SID do not fall.
    floor: u64,
    /// Number at which all objects begin. Clients with lower ones met the service in an emulator, or in
    /// a service, that was there before.
    pub(crate) first: u64,
    /// Whether the present fact comes of a reset.
    pub(crate) is_reset: bool,
    /// Objects that are gone, until they are dropped without a lock.
    pub(crate) closed: Vec<Object>,
}

impl Object {
    pub(crate) fn head(&self) -> &ObjectMetadata {
        match self {
            Self::Document(document) => &document.head,
            Self::Map(map) => &map.head,
            Self::Messages(list) => &list.head,
        }
    }

    /// An object of a service that is opened for the first time.
    fn open(world: &World, presence: &Presence, id: ObjectId, floor: u64) -> Option<Self> {
        match id {
            ObjectId::Conversation(sid) => Self::document(world, sid, floor),
            ObjectId::Messages(sid) => {
                Some(Self::Messages(MessageList::open(world.conversation(sid).ok()?, floor)))
            }
            ObjectId::Roster(sid) => Self::roster(world, sid, floor),
            ObjectId::MyConversations(sid) => Self::my_conversations(world, sid, floor),
            ObjectId::UserInfo(sid) => Self::user_info(world, presence, sid, floor),
            ObjectId::Session(_) => None,
        }
    }

    fn document(world: &World, sid: ConversationSid, floor: u64) -> Option<Self> {
        let conversation = world.conversation(sid).ok()?;
        let profile = &conversation.profile;
        let mut head = ObjectMetadata::new(profile.created, profile.created_by.clone());
        head.changed = conversation.updated;
        head.last_event_id = floor;
        Some(Self::Document(Document { head, data: Data::conversation(conversation) }))
    }

    fn roster(world: &World, sid: ConversationSid, floor: u64) -> Option<Self> {
        let conversation = world.conversation(sid).ok()?;
        let profile = &conversation.profile;
        let mut map = Collection::new(profile.created, profile.created_by.clone());
        map.head.last_event_id = floor;
        for who in conversation.participants.iter() {
            let (key, data) = roster_item(world, who);
            map.put(who.created, key, &system(), data);
        }
        Some(Self::Map(map))
    }

    fn my_conversations(world: &World, sid: UserSid, floor: u64) -> Option<Self> {
        let user = world.users.get(sid)?;
        let mut map = Collection::new(user.created, system());
        map.head.last_event_id = floor;
        for (_, conversation, who) in world.memberships(&user.identity) {
            // Clients have left what is closed.
            if !conversation.profile.is_closed() {
                let (key, data) = membership_item(conversation.sid(), who);
                map.put(who.created, key, &system(), data);
            }
        }
        Some(Self::Map(map))
    }

    fn user_info(world: &World, presence: &Presence, sid: UserSid, floor: u64) -> Option<Self> {
        let user = world.users.get(sid)?;
        let by = system();
        let mut map = Collection::new(user.created, by.clone());
        map.head.last_event_id = floor;
        for (key, data) in info_items(user) {
            map.put(user.created, key, &by, data);
        }
        if let Some((key, data)) = reachability_item(world, presence, user) {
            map.put(user.created, key, &by, data);
        }
        Some(Self::Map(map))
    }

    /// What it holds, in a form that can be compared.
    fn text(&self, world: &World, id: ObjectId) -> String {
        match self {
            Self::Document(document) => document.data.json().to_string(),
            Self::Map(map) => Items::Kept(map).text(),
            Self::Messages(list) => {
                let ObjectId::Messages(sid) = id else { return String::new() };
                let conversation = world.conversation(sid).ok();
                conversation.map(|it| Items::Messages(list, it).text()).unwrap_or_default()
            }
        }
    }

    /// The first `limit` events after event `known`.
    fn since(&self, world: &World, id: ObjectId, known: u64, limit: usize) -> Vec<NumberedChange> {
        match self {
            Self::Map(map) => {
                let mut missed = map.since(known);
                missed.truncate(limit);
                missed
            }
            Self::Messages(list) => {
                let ObjectId::Messages(sid) = id else { return Vec::new() };
                let conversation = world.conversation(sid).ok();
                conversation.map(|it| list.since(it, known, limit)).unwrap_or_default()
            }
            Self::Document(document) if document.head.last_event_id > known => {
                let head = &document.head;
                let what = ObjectChange::Document(document.data.clone());
                vec![(head.last_event_id, head.changed, what)]
            }
            Self::Document(_) => Vec::new(),
        }
    }
}

impl SyncView {
    /// No objects; those that are opened begin at this number.
    pub(crate) fn new(first: u64) -> Self {
        Self { first, floor: first, ..Self::default() }
    }

    /// Begins to count the events of an object, unless it is open.
    pub(crate) fn open(
        &mut self,
        world: &World,
        presence: &Presence,
        id: ObjectId,
    ) -> Option<&Object> {
        match self.objects.entry(id) {
            Entry::Occupied(opened) => Some(opened.into_mut()),
            Entry::Vacant(vacant) => {
                Some(vacant.insert(Object::open(world, presence, id, self.floor)?))
            }
        }
    }

    /// The first `limit` events of an object after event `known`.
    pub(crate) fn since(
        &self,
        world: &World,
        id: ObjectId,
        known: u64,
        limit: usize,
    ) -> Vec<NumberedChange> {
        let object = self.objects.get(&id);
        object.map(|it| it.since(world, id, known, limit)).unwrap_or_default()
    }

    /// What the objects hold, in a form that can be compared.
    pub(crate) fn snapshot(&self, world: &World) -> String {
        let objects = self.objects.iter();
        let text = objects.map(|(id, object)| format!("{id}\n{}", object.text(world, *id)));
        text.collect::<Vec<String>>().join("\n")
    }

    /// Remembers the last event number of an object that is removed.
    pub(crate) fn note_removed(&mut self, last_event_id: u64) {
        if self.is_reset {
            self.floor = self.floor.max(last_event_id);
        }
    }

    /// The next changes, once, at most `limit`: none behind an end of subscriptions, which takes time of its
    /// own.
    pub(crate) fn take_slice(&mut self, limit: usize) -> Vec<Step> {
        let ending = self.steps.iter().take(limit).position(|step| *step == Step::EvictAll);
        self.take_steps(ending.map_or(limit, |at| at + 1))
    }

    /// The next changes, once; at most `limit`.
    pub(crate) fn take_steps(&mut self, limit: usize) -> Vec<Step> {
        let ready = self.steps.len().min(limit);
        self.steps.drain(..ready).collect()
    }
}

fn exists(world: &World, id: ObjectId) -> bool {
    match id {
        ObjectId::Conversation(sid) | ObjectId::Messages(sid) | ObjectId::Roster(sid) => {
            world.conversation(sid).is_ok()
        }
        ObjectId::MyConversations(sid) | ObjectId::UserInfo(sid) => world.users.get(sid).is_some(),
        ObjectId::Session(_) => false,
    }
}

/// The object with this SID or unique name, if it exists and is of this kind.
pub(crate) fn find(world: &World, sid_or_name: &str, kind: ObjectKind) -> Option<ObjectId> {
    let named = ObjectId::from_name(sid_or_name);
    let mut candidates = named.into_iter().chain(ObjectId::candidates(sid_or_name));
    candidates.find(|id| id.kind() == kind && exists(world, *id))
}

/// Returns whether an identity may read an object.
///
/// The maker of a conversation may read its document without taking part, as the SDK does right
/// after it made one.
pub(crate) fn may_read(world: &World, id: ObjectId, identity: &str) -> bool {
    match id {
        ObjectId::Conversation(sid) => {
            world.conversation(sid).is_ok_and(|it| may_see(world, it, identity))
        }
        ObjectId::Messages(sid) | ObjectId::Roster(sid) => {
            world.conversation(sid).is_ok_and(|it| may_take_part(world, it, identity))
        }
        ObjectId::MyConversations(sid) => world.user(identity).is_some_and(|user| user.sid == sid),
        ObjectId::UserInfo(_) => true,
        ObjectId::Session(_) => false,
    }
}
