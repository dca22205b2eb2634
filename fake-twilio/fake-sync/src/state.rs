//! What a hub works with: the clients of a service, its state, and the objects that they opened.

use bytes::Bytes;
use fake_core::World;
use fake_store::Presence;
use twilio_sid::{ConversationSid, ServiceSid};
use twilio_wire::{client_api::TypingIndicator, sync::ObjectKind, twilsock::TYPING_INDICATOR};

use crate::{
    ObjectId,
    collection::NumberedChange,
    delta::Delta,
    frames::Frames,
    items::Items,
    objects::{self, Object, SyncView},
    session::{SessionId, Sessions},
    session_list::SessionLists,
    step::Step,
};

/// The sessions of a service, and what is made for them.
pub(crate) struct Clients {
    pub(crate) service: ServiceSid,
    pub(crate) sessions: Sessions,
    pub(crate) frames: Frames,
    pub(crate) lists: SessionLists,
    /// The session to go on with while subscriptions to what may no longer be read end.
    evicting: Option<SessionId>,
}

/// Sessions whose subscriptions are checked at once.
const CHECKED: usize = 64;

/// Seconds a receiver shows typing: one more than the sender waits (sources of the SDK).
const TYPING_SHOWN: u32 = 6;

impl Clients {
    pub(crate) fn new(service: ServiceSid) -> Self {
        Self {
            service,
            sessions: Sessions::default(),
            frames: Frames::default(),
            lists: SessionLists::default(),
            evicting: None,
        }
    }

    /// Sends a change, or begins to end subscriptions.
    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Send(delta) => self.send(&delta),
            Step::Evict(identity, lost) => self.sessions.evict(&identity, &lost),
            Step::EvictAll => self.evicting = Some(SessionId::FIRST),
        }
    }

    /// Ends subscriptions of some sessions to what they may no longer read; returns whether it did.
    /// `may_read` returns whether an identity may read an object.
    pub(crate) fn evict_some(&mut self, may_read: impl Fn(&str, ObjectId) -> bool) -> bool {
        let Some(from) = self.evicting else { return false };
        self.evicting = self.sessions.retain(from, CHECKED, may_read);
        true
    }

    /// Sends a change to all subscribers of the object.
    pub(crate) fn send(&mut self, delta: &Delta) {
        let (service, frames) = (self.service, &mut self.frames);
        self.sessions.send(delta.object, |protocol| {
            let (event_type, event) = delta.render(service);
            frames.event(protocol, event_type, event)
        });
        if delta.what.is_the_end() {
            self.sessions.forget(delta.object);
        }
    }

    /// The frames of several changes for a session.
    pub(crate) fn replay(&mut self, session: SessionId, deltas: &[Delta]) -> Vec<Bytes> {
        let service = self.service;
        let events = deltas.iter().map(|delta| delta.render(service)).collect();
        self.frames.events(self.sessions.protocol(session), events)
    }

    /// Sends a typing indicator to the sessions of an identity.
    pub(crate) fn typing(
        &mut self,
        sid: ConversationSid,
        identity: &str,
        others: &[impl AsRef<str>],
    ) {
        let indicator = TypingIndicator {
            channel_sid: sid,
            identity: identity.to_owned(),
            typing_timeout: TYPING_SHOWN,
        };
        let frame = self.frames.notification(TYPING_INDICATOR, &indicator);
        for other in others {
            self.sessions.send_to_identity(other.as_ref(), &frame);
        }
    }
}

/// The clients, the state and the opened objects, while all stand still.
pub(crate) struct State<'a> {
    pub(crate) world: &'a World,
    pub(crate) presence: &'a Presence,
    pub(crate) view: &'a mut SyncView,
    pub(crate) clients: &'a mut Clients,
}

impl State<'_> {
    /// The object with this SID or name, whether or not the session may read it.
    pub(crate) fn find(
        &self,
        session: SessionId,
        name: &str,
        kind: ObjectKind,
    ) -> Option<ObjectId> {
        if kind == ObjectKind::List
            && let Some(identity) = self.clients.sessions.identity(session)
            && let Some(own) = self.clients.lists.owned(name, &identity)
        {
            return Some(ObjectId::Session(own));
        }
        objects::find(self.world, name, kind)
    }

    /// Opens the object with this SID or name, if the session may read it.
    pub(crate) fn open(
        &mut self,
        session: SessionId,
        name: &str,
        kind: ObjectKind,
    ) -> Option<ObjectId> {
        let identity = self.clients.sessions.identity(session)?;
        let id = self.find(session, name, kind)?;
        if let ObjectId::Session(_) = id {
            return Some(id);
        }
        if !objects::may_read(self.world, id, &identity) {
            return None;
        }
        self.view.open(self.world, self.presence, id).map(|_| id)
    }

    /// The opened list or map.
    pub(crate) fn items(&self, id: ObjectId) -> Option<Items<'_>> {
        if let ObjectId::Session(sid) = id {
            return self.clients.lists.get(sid).map(|list| Items::Kept(&list.collection));
        }
        match (self.view.objects.get(&id)?, id) {
            (Object::Map(map), _) => Some(Items::Kept(map)),
            (Object::Messages(list), ObjectId::Messages(sid)) => {
                let conversation = self.world.conversation(sid).ok()?;
                Some(Items::Messages(list, conversation))
            }
            (Object::Messages(_) | Object::Document(_), _) => None,
        }
    }

    /// Number of the object's newest event.
    pub(crate) fn newest(&self, id: ObjectId) -> u64 {
        if let ObjectId::Session(sid) = id {
            let list = self.clients.lists.get(sid);
            return list.map_or(0, |list| list.collection.head.last_event_id);
        }
        self.view.objects.get(&id).map_or(0, |object| object.head().last_event_id)
    }

    /// The first `limit` events after event `known`.
    pub(crate) fn since(&self, id: ObjectId, known: u64, limit: usize) -> Vec<NumberedChange> {
        if let ObjectId::Session(sid) = id {
            let list = self.clients.lists.get(sid);
            return list.map(|list| list.since(known)).unwrap_or_default();
        }
        self.view.since(self.world, id, known, limit)
    }
}
