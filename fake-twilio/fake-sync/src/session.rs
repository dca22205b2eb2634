use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use bytes::Bytes;
use fake_core::text::Text;
use twilio_wire::sync::EventProtocol;

use crate::{End, ObjectId, Outbox, gate::Gate};

/// Number of a session within its [`Hub`](crate::Hub).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(pub(crate) u64);

/// A connection of a client.
struct Session {
    identity: Text,
    outbox: Arc<Outbox>,
    protocol: EventProtocol,
    objects: BTreeSet<ObjectId>,
}

/// Outbox and event protocol of a connection.
struct Subscriber {
    outbox: Arc<Outbox>,
    protocol: EventProtocol,
}

/// All connections of a service, found by what they listen to and by whose they are.
#[derive(Default)]
pub(crate) struct Sessions {
    by_id: BTreeMap<SessionId, Session>,
    subscribers: BTreeMap<ObjectId, BTreeMap<SessionId, Subscriber>>,
    identities: BTreeMap<Text, BTreeSet<SessionId>>,
    next: u64,
    pub(crate) gate: Gate,
}

impl SessionId {
    /// No session has a lower number.
    pub(crate) const FIRST: Self = Self(0);
}

impl Sessions {
    pub(crate) fn open(&mut self, identity: Text, outbox: Arc<Outbox>) -> SessionId {
        let id = SessionId(self.next);
        self.next += 1;
        self.identities.entry(identity.clone()).or_default().insert(id);
        let (protocol, objects) = (EventProtocol::default(), BTreeSet::new());
        self.by_id.insert(id, Session { identity, outbox, protocol, objects });
        id
    }

    pub(crate) fn close(&mut self, id: SessionId) {
        let Some(session) = self.by_id.remove(&id) else { return };
        for object in session.objects {
            self.drop_subscriber(object, id);
        }
        if let Some(of_identity) = self.identities.get_mut(&session.identity) {
            of_identity.remove(&id);
            if of_identity.is_empty() {
                self.identities.remove(&session.identity);
            }
        }
    }

    pub(crate) fn close_all(&mut self) {
        for session in self.by_id.values() {
            session.outbox.close(End::Closed);
        }
    }

    /// Returns whether the identity has a connection.
    pub(crate) fn is_connected(&self, identity: &str) -> bool {
        self.identities.contains_key(identity)
    }

    pub(crate) fn identity(&self, id: SessionId) -> Option<Text> {
        self.by_id.get(&id).map(|session| session.identity.clone())
    }

    /// Sends a frame to a session.
    pub(crate) fn push(&mut self, id: SessionId, frame: Bytes) {
        if let Some(session) = self.by_id.get(&id) {
            self.gate.push(&session.outbox, frame);
        }
    }

    /// Stores the event protocol of a client.
    pub(crate) fn speaks(&mut self, id: SessionId, protocol: EventProtocol) {
        if let Some(session) = self.by_id.get_mut(&id) {
            session.protocol = protocol;
        }
    }

    pub(crate) fn protocol(&self, id: SessionId) -> EventProtocol {
        self.by_id.get(&id).map(|session| session.protocol).unwrap_or_default()
    }

    pub(crate) fn subscribe(&mut self, id: SessionId, object: ObjectId) {
        let Some(session) = self.by_id.get_mut(&id) else { return };
        session.objects.insert(object);
        let subscriber = Subscriber { outbox: session.outbox.clone(), protocol: session.protocol };
        self.subscribers.entry(object).or_default().insert(id, subscriber);
    }

    pub(crate) fn unsubscribe(&mut self, id: SessionId, object: ObjectId) {
        if let Some(session) = self.by_id.get_mut(&id) {
            session.objects.remove(&object);
        }
        self.drop_subscriber(object, id);
    }

    fn drop_subscriber(&mut self, object: ObjectId, id: SessionId) {
        if let Some(subscribers) = self.subscribers.get_mut(&object) {
            subscribers.remove(&id);
            if subscribers.is_empty() {
                self.subscribers.remove(&object);
            }
        }
    }

    /// Removes all subscriptions of a removed object.
    pub(crate) fn forget(&mut self, object: ObjectId) {
        for id in self.subscribers.remove(&object).into_iter().flatten().map(|(id, _)| id) {
            if let Some(session) = self.by_id.get_mut(&id) {
                session.objects.remove(&object);
            }
        }
    }

    /// The sessions of an identity stop being notified of these objects.
    pub(crate) fn evict(&mut self, identity: &str, objects: &[ObjectId]) {
        let ids: Vec<_> = self.identities.get(identity).into_iter().flatten().copied().collect();
        for id in ids {
            for object in objects {
                self.unsubscribe(id, *object);
            }
        }
    }

    /// Some sessions, from one on, stop being notified of objects that their identities may not read; session
    /// lists are their own. Returns the session to go on with, if there are more.
    pub(crate) fn retain(
        &mut self,
        from: SessionId,
        limit: usize,
        may_read: impl Fn(&str, ObjectId) -> bool,
    ) -> Option<SessionId> {
        let mut lost = Vec::new();
        let mut sessions = self.by_id.range(from..);
        for (id, session) in sessions.by_ref().take(limit) {
            let objects = session.objects.iter().filter(|it| !matches!(it, ObjectId::Session(_)));
            let unreadable = objects.filter(|it| !may_read(&session.identity, **it));
            lost.extend(unreadable.map(|object| (*id, *object)));
        }
        let next = sessions.next().map(|(id, _)| *id);
        for (id, object) in lost {
            self.unsubscribe(id, object);
        }
        next
    }

    /// Sends one frame to all subscribers of an object; for each protocol it is made only if a
    /// subscriber uses it.
    pub(crate) fn send(&mut self, object: ObjectId, mut frame: impl FnMut(EventProtocol) -> Bytes) {
        let Some(subscribers) = self.subscribers.get(&object) else { return };
        let (mut single, mut many) = (None, None);
        for Subscriber { outbox, protocol } in subscribers.values() {
            let made = match protocol {
                EventProtocol::Single => &mut single,
                EventProtocol::Many => &mut many,
            };
            let frame = made.get_or_insert_with(|| frame(*protocol)).clone();
            self.gate.push(outbox, frame);
        }
    }

    /// Sends one frame to all sessions of an identity.
    pub(crate) fn send_to_identity(&mut self, identity: &str, frame: &Bytes) {
        for id in self.identities.get(identity).into_iter().flatten() {
            if let Some(session) = self.by_id.get(id) {
                self.gate.push(&session.outbox, frame.clone());
            }
        }
    }
}
