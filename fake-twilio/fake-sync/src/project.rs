//! What each fact does to the Sync objects, in the order in which clients get it.

mod conversation;
mod message;
mod participant;
mod reachability;
mod user;

use std::{mem, sync::Arc};

use fake_core::{
    Actor, Fact, World,
    configuration::ServiceFact,
    conversation::ConversationFact,
    participant::{Participant, ParticipantFact},
    role::RoleFact,
    text::Text,
    user::UserFact,
};
use fake_store::{Observer, Presence, Record};
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::{
    ObjectId,
    collection::NumberedChange,
    data::Data,
    delta::{Delta, ObjectChange},
    item::Key,
    objects::{Object, SyncView},
    step::Step,
};

/// Keeps the opened objects up to date with the facts of a service.
pub(crate) struct Projection {
    view: Arc<Mutex<SyncView>>,
    presence: Arc<Presence>,
    before: Before,
}

/// What the state was like before a fact, as far as it matters to what follows from the fact.
#[derive(Default)]
struct Before {
    /// Whether the fact changes what users may read by their roles.
    changes_roles: bool,
    /// The participant that the fact is about.
    participant: Option<Arc<Participant>>,
    /// The identities whose reachability may change.
    reachable: Vec<Text>,
    /// The identity that gets a user, or loses its user.
    identity: Option<Text>,
}

impl Projection {
    pub(crate) fn new(view: Arc<Mutex<SyncView>>, presence: Arc<Presence>) -> Self {
        Self { view, presence, before: Before::default() }
    }
}

impl Observer<World> for Projection {
    fn before(&mut self, world: &World, record: &Record<Fact>) {
        let Record { at, fact, .. } = record;
        self.before = Before {
            changes_roles: changes_roles(world, fact),
            participant: participant_before(world, fact),
            reachable: reachability::affected_users(world, fact),
            identity: user::changed_identity(world, fact),
        };
        self.view.lock().is_reset = record.actor == Actor::Reset;
        if let Fact::Conversation(sid, ConversationFact::Deleted) = fact {
            self.view.lock().delete_conversation(world, *at, *sid);
        }
    }

    fn after(&mut self, world: &World, record: &Record<Fact>) {
        let Record { at, fact, .. } = record;
        let before = mem::take(&mut self.before);
        let mut view = self.view.lock();
        view.project(world, *at, fact, before.participant.as_deref());
        if before.changes_roles {
            view.steps.push_back(Step::EvictAll);
        }
        if let Some(identity) = before.identity {
            view.renew_rosters(world, *at, &identity);
        }
        for identity in before.reachable {
            view.update_reachability(world, &self.presence, *at, &identity);
        }
    }
}

/// Returns whether a fact that is about to be applied changes what users may read by their roles.
fn changes_roles(world: &World, fact: &Fact) -> bool {
    if let Fact::User(UserFact::Updated(user)) = fact {
        return world.users.get(user.sid).is_none_or(|before| before.role != user.role);
    }
    matches!(
        fact,
        Fact::Role(RoleFact::Updated(_) | RoleFact::Deleted(_))
            | Fact::Service(ServiceFact::Configured(_) | ServiceFact::Replaced(..))
    )
}

fn participant_before(world: &World, fact: &Fact) -> Option<Arc<Participant>> {
    let Fact::Participant(sid, ParticipantFact::Updated(who)) = fact else { return None };
    world.conversation(*sid).ok()?.participants.get(who.sid).cloned()
}

impl SyncView {
    /// Takes in what follows from a fact that was applied.
    fn project(&mut self, world: &World, at: Timestamp, fact: &Fact, before: Option<&Participant>) {
        match fact {
            Fact::Conversation(_, fact) => self.project_conversation(world, at, fact),
            Fact::Participant(sid, fact) => {
                self.project_participant(world, at, *sid, fact, before);
            }
            Fact::Message(sid, fact) => self.project_message(world, at, *sid, fact),
            Fact::Delivery(sid, fact) => self.project_delivery(world, at, *sid, fact),
            Fact::User(fact) => self.project_user(at, fact),
            Fact::Service(_)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => {}
        }
    }

    fn send(&mut self, object: ObjectId, (event, at, what): NumberedChange) {
        self.steps.push_back(Step::Send(Delta { object, event, at, what }));
    }

    fn remove_object(&mut self, at: Timestamp, object: ObjectId) {
        let Some(removed) = self.objects.remove(&object) else { return };
        let what = match &removed {
            Object::Document(_) => ObjectChange::DocumentGone,
            Object::Map(_) | Object::Messages(_) => ObjectChange::CollectionGone,
        };
        let last = removed.head().last_event_id + 1;
        self.note_removed(last);
        self.send(object, (last, at, what));
        self.closed.push(removed);
    }

    fn put(&mut self, at: Timestamp, object: ObjectId, key: Key, by: &Text, data: Data) {
        let Some(Object::Map(map)) = self.objects.get_mut(&object) else { return };
        let numbered = map.put(at, key, by, data);
        self.send(object, numbered);
    }

    fn remove(&mut self, at: Timestamp, object: ObjectId, key: Key) {
        let Some(Object::Map(map)) = self.objects.get_mut(&object) else { return };
        if let Some(numbered) = map.remove(at, key) {
            self.send(object, numbered);
        }
    }
}
