//! What each fact does to the Sync objects, in the order in which clients are told.

mod conversation;
mod message;
mod participant;
mod user;

use fake_core::{
    Fact, View, configuration::ServiceFact, conversation::ConversationFact, role::RoleFact,
    text::Text, user::UserFact,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::{
    ObjectId, SyncView,
    collection::Numbered,
    data::Data,
    delta::{Delta, What},
    item::Key,
    view::Object,
};

/// What subscribers are to be told, or who may no longer be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Tell(Delta),
    /// The identity's sessions stop being notified of what they may no longer read of the conversation.
    Evict(ConversationSid, Text),
    /// Everybody stops to be notified of what they may no longer read.
    EvictAll,
}

fn name(text: impl Into<Text>) -> Key {
    Key::Name(text.into())
}

impl SyncView {
    /// Takes one fact in and says what follows from it.
    pub(crate) fn project(&mut self, at: Timestamp, fact: &Fact) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Fact::Conversation(sid, ConversationFact::Deleted) = fact {
            self.delete_conversation(at, *sid, &mut steps);
        }
        let changes_roles = self.changes_roles(fact);
        self.world.apply(at, fact);
        self.project_applied(at, fact, &mut steps);
        if changes_roles {
            steps.push(Step::EvictAll);
        }
        steps
    }

    /// Says what follows from a fact that the world has taken in.
    fn project_applied(&mut self, at: Timestamp, fact: &Fact, steps: &mut Vec<Step>) {
        match fact {
            Fact::Conversation(sid, fact) => self.project_conversation(at, *sid, fact, steps),
            Fact::Participant(sid, fact) => self.project_participant(at, *sid, fact, steps),
            Fact::Message(sid, fact) => self.project_message(at, *sid, fact, steps),
            Fact::Delivery(sid, fact) => self.project_delivery(at, *sid, fact, steps),
            Fact::User(fact) => self.project_user(at, fact, steps),
            Fact::Service(_)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => {}
        }
    }

    /// Returns whether a fact that is about to be taken in changes what users may read by their roles.
    fn changes_roles(&self, fact: &Fact) -> bool {
        match fact {
            Fact::User(fact) => match fact {
                UserFact::Updated(user) => {
                    self.world.users.get(user.sid).is_none_or(|before| before.role != user.role)
                }
                UserFact::Created(_) | UserFact::Deleted(_) => false,
            },
            Fact::Role(fact) => match fact {
                RoleFact::Updated(_) | RoleFact::Deleted(_) => true,
                RoleFact::Created(_) => false,
            },
            Fact::Service(fact) => match fact {
                ServiceFact::Configured(_) => true,
                ServiceFact::NotificationsChanged(_) => false,
            },
            Fact::Conversation(..)
            | Fact::Participant(..)
            | Fact::Message(..)
            | Fact::Delivery(..)
            | Fact::Media(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => false,
        }
    }

    fn remove_object(&mut self, at: Timestamp, object: ObjectId, steps: &mut Vec<Step>) {
        let Some(removed) = self.objects.remove(&object) else { return };
        let what = match &removed {
            Object::Document(_) => What::DocumentGone,
            Object::Collection(_) => What::CollectionGone,
        };
        let event = removed.head().last_event_id + 1;
        steps.push(Step::Tell(Delta { object, event, at, what }));
    }

    fn put(
        &mut self,
        at: Timestamp,
        object: ObjectId,
        key: Key,
        by: &Text,
        data: Data,
        steps: &mut Vec<Step>,
    ) {
        let Some(Object::Collection(collection)) = self.objects.get_mut(&object) else { return };
        steps.push(tell(object, collection.put(at, key, by, data)));
    }

    fn remove(&mut self, at: Timestamp, object: ObjectId, key: Key, steps: &mut Vec<Step>) {
        let Some(Object::Collection(collection)) = self.objects.get_mut(&object) else { return };
        steps.extend(collection.remove(at, key).map(|numbered| tell(object, numbered)));
    }
}

/// What subscribers of an object are to be told.
pub(crate) fn tell(object: ObjectId, (event, at, what): Numbered) -> Step {
    Step::Tell(Delta { object, event, at, what })
}
