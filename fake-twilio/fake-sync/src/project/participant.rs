//! What happens to a participant: its item of the roster, and its membership.

use std::sync::Arc;

use fake_core::{
    World,
    participant::{Participant, ParticipantFact},
    text::system,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::{
    ObjectId,
    map_items::{membership_item, name, roster_item},
    objects::{SyncView, may_read},
    step::Step,
};

/// The map of the conversations of a user.
pub(super) fn my_conversations(world: &World, who: &Participant) -> Option<ObjectId> {
    let user = world.user(who.identity.as_ref()?)?;
    Some(ObjectId::MyConversations(user.sid))
}

impl SyncView {
    pub(super) fn project_participant(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        fact: &ParticipantFact,
        before: Option<&Participant>,
    ) {
        match fact {
            ParticipantFact::Added(who) => {
                self.put_roster(world, at, sid, who);
                self.put_membership(world, at, sid, who);
                self.update_document(world, at, sid);
            }
            ParticipantFact::Updated(who) => {
                if before.is_none_or(|before| own_state(before) != own_state(who)) {
                    self.put_membership(world, at, sid, who);
                }
                self.put_roster(world, at, sid, who);
            }
            ParticipantFact::Removed(who) => self.remove_participant(world, at, sid, who),
        }
    }

    fn remove_participant(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
    ) {
        self.remove(at, ObjectId::Roster(sid), name(who.sid.to_string()));
        self.remove_membership(world, at, sid, who);
        if let Some(identity) = &who.identity {
            let objects =
                [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
            let lost = objects.into_iter().filter(|it| !may_read(world, *it, identity)).collect();
            self.steps.push_back(Step::Evict(identity.clone(), lost));
        }
        self.update_document(world, at, sid);
    }

    fn put_roster(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
    ) {
        let (key, data) = roster_item(world, who);
        self.put(at, ObjectId::Roster(sid), key, &system(), data);
    }

    fn put_membership(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
    ) {
        let Some(object) = my_conversations(world, who) else { return };
        let (key, data) = membership_item(sid, who);
        self.put(at, object, key, &system(), data);
    }

    pub(super) fn remove_membership(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        who: &Participant,
    ) {
        let Some(object) = my_conversations(world, who) else { return };
        self.remove(at, object, name(sid.to_string()));
    }
}

/// What a membership shows of a participant. Who had no identity had no membership.
fn own_state(who: &Participant) -> (bool, Option<u32>, bool) {
    (who.identity.is_some(), who.horizon.map(|horizon| horizon.index), who.muted)
}
