//! What a session can reach: the objects of the service, and its own session lists.

use twilio_wire::sync::ObjectKind;

use crate::{
    ObjectId,
    collection::{Collection, Numbered},
    session::SessionId,
    state::State,
    view::Object,
};

impl State {
    /// The object with this SID or name, whether or not the session may read it.
    pub(crate) fn find(
        &self,
        session: SessionId,
        name: &str,
        kind: ObjectKind,
    ) -> Option<ObjectId> {
        if kind == ObjectKind::List
            && let Some(identity) = self.sessions.identity(session)
            && let Some(own) = self.lists.owned(name, &identity)
        {
            return Some(ObjectId::Session(own));
        }
        self.view.find(name, kind)
    }

    /// The object with this SID or name, if the session may read it.
    pub(crate) fn readable(
        &self,
        session: SessionId,
        name: &str,
        kind: ObjectKind,
    ) -> Option<ObjectId> {
        let identity = self.sessions.identity(session)?;
        self.find(session, name, kind).filter(|id| match id {
            ObjectId::Session(_) => true,
            ObjectId::Conversation(_)
            | ObjectId::Messages(_)
            | ObjectId::Roster(_)
            | ObjectId::MyConversations(_)
            | ObjectId::UserInfo(_) => self.view.may_read(*id, &identity),
        })
    }

    /// The list or map.
    pub(crate) fn collection(&self, id: ObjectId) -> Option<&Collection> {
        if let ObjectId::Session(sid) = id {
            return self.lists.get(sid).map(|list| &list.collection);
        }
        match self.view.objects.get(&id)? {
            Object::Collection(collection) => Some(collection),
            Object::Document(_) => None,
        }
    }

    /// Number of the object's newest event.
    pub(crate) fn newest(&self, id: ObjectId) -> u64 {
        let head = match self.collection(id) {
            Some(collection) => Some(&collection.head),
            None => self.view.objects.get(&id).map(Object::head),
        };
        head.map_or(0, |head| head.last_event_id)
    }

    /// What somebody has missed who knows everything up to and including event `known`.
    pub(crate) fn since(&self, id: ObjectId, known: u64) -> Vec<Numbered> {
        if let ObjectId::Session(sid) = id {
            return self.lists.get(sid).map(|list| list.since(known)).unwrap_or_default();
        }
        self.view.objects.get(&id).map(|object| object.since(known)).unwrap_or_default()
    }
}
