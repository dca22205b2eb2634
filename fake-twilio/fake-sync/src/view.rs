use std::collections::BTreeMap;

use fake_core::{
    World,
    access::{may_read, may_see},
};
use twilio_wire::sync::ObjectKind;

use crate::{
    ObjectId,
    collection::{Collection, Head, Numbered},
    data::Data,
    delta::What,
};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) head: Head,
    pub(crate) data: Data,
}

/// A Sync object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Document(Document),
    Collection(Collection),
}

/// All Sync objects of a service: the fold of its log.
///
/// The world is folded along with them, since anyone who may read an object follows from it.
pub struct SyncView {
    pub(crate) world: World,
    pub(crate) objects: BTreeMap<ObjectId, Object>,
}

impl Object {
    pub(crate) fn head(&self) -> &Head {
        match self {
            Self::Document(document) => &document.head,
            Self::Collection(collection) => &collection.head,
        }
    }

    /// What somebody has missed who knows everything up to and including event `known`.
    pub(crate) fn since(&self, known: u64) -> Vec<Numbered> {
        match self {
            Self::Collection(collection) => collection.since(known),
            Self::Document(document) if document.head.last_event_id > known => {
                let head = &document.head;
                let what = What::Document(document.data.clone());
                vec![(head.last_event_id, head.changed, what)]
            }
            Self::Document(_) => Vec::new(),
        }
    }
}

impl SyncView {
    /// The objects of a service in which nothing happened yet.
    pub fn new(world: World) -> Self {
        Self { world, objects: BTreeMap::new() }
    }

    /// The object with this SID or unique name, if it exists and is of this kind.
    pub(crate) fn find(&self, sid_or_name: &str, kind: ObjectKind) -> Option<ObjectId> {
        let named = ObjectId::from_name(sid_or_name);
        let mut candidates = named.into_iter().chain(ObjectId::candidates(sid_or_name));
        candidates.find(|id| id.kind() == kind && self.objects.contains_key(id))
    }

    /// Returns whether an identity may read an object.
    ///
    /// The maker of a conversation may read its document without taking part, as the SDK does right
    /// after it made one.
    pub(crate) fn may_read(&self, id: ObjectId, identity: &str) -> bool {
        match id {
            ObjectId::Conversation(sid) => {
                self.world.conversation(sid).is_ok_and(|it| may_see(&self.world, it, identity))
            }
            ObjectId::Messages(sid) | ObjectId::Roster(sid) => {
                self.world.conversation(sid).is_ok_and(|it| may_read(&self.world, it, identity))
            }
            ObjectId::MyConversations(sid) => {
                self.world.user(identity).is_some_and(|user| user.sid == sid)
            }
            ObjectId::UserInfo(_) => true,
            ObjectId::Session(_) => false,
        }
    }
}
