//! What happens to a participant: its item of the roster, and its membership.

use std::sync::Arc;

use fake_core::{
    participant::{Participant, ParticipantFact},
    text::SYSTEM,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use super::{Step, name};
use crate::{ObjectId, SyncView, data::Data, view::Object};

impl SyncView {
    pub(super) fn project_participant(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &ParticipantFact,
        steps: &mut Vec<Step>,
    ) {
        match fact {
            ParticipantFact::Added(who) => self.put_participant(at, sid, who, steps),
            ParticipantFact::Updated(who) => self.update_participant(at, sid, who, steps),
            ParticipantFact::Removed(who) => self.remove_participant(at, sid, who, steps),
        }
    }

    fn put_participant(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
        steps: &mut Vec<Step>,
    ) {
        self.put_roster(at, sid, who, steps);
        self.put_membership(at, sid, who, steps);
        self.update_document(at, sid, steps);
    }

    fn update_participant(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
        steps: &mut Vec<Step>,
    ) {
        let before = self.membership(sid, who);
        let is_own_state = |it: &Participant| (it.horizon.map(|horizon| horizon.index), it.muted);
        // Who had no identity had no membership.
        let own_state_changed =
            before.is_none_or(|before| is_own_state(&before) != is_own_state(who));
        if own_state_changed {
            self.put_membership(at, sid, who, steps);
        }
        self.put_roster(at, sid, who, steps);
    }

    fn remove_participant(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
        steps: &mut Vec<Step>,
    ) {
        self.remove(at, ObjectId::Roster(sid), name(who.sid.to_string()), steps);
        self.remove_membership(at, sid, who, steps);
        if let Some(identity) = &who.identity {
            steps.push(Step::Evict(sid, identity.clone()));
        }
        self.update_document(at, sid, steps);
    }

    fn put_roster(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
        steps: &mut Vec<Step>,
    ) {
        let user = who.identity.as_ref().and_then(|identity| self.world.user(identity));
        let data = Data::Participant(who.clone(), user.map(|user| user.sid));
        let key = name(who.sid.to_string());
        self.put(at, ObjectId::Roster(sid), key, &SYSTEM.into(), data, steps);
    }

    pub(super) fn my_conversations(&self, who: &Participant) -> Option<ObjectId> {
        let user = self.world.user(who.identity.as_ref()?)?;
        Some(ObjectId::MyConversations(user.sid))
    }

    fn membership(&self, sid: ConversationSid, who: &Participant) -> Option<Arc<Participant>> {
        let object = self.objects.get(&self.my_conversations(who)?)?;
        let Object::Collection(collection) = object else { return None };
        match &collection.items.get(&name(sid.to_string()))?.data {
            Data::Membership(_, participant, _) => Some(participant.clone()),
            Data::Conversation(_)
            | Data::Message(..)
            | Data::Participant(..)
            | Data::UserInfo(_)
            | Data::Reachability(_)
            | Data::Json(_) => None,
        }
    }

    fn put_membership(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Arc<Participant>,
        steps: &mut Vec<Step>,
    ) {
        let Some(object) = self.my_conversations(who) else { return };
        let data = Data::Membership(sid, who.clone(), None);
        self.put(at, object, name(sid.to_string()), &SYSTEM.into(), data, steps);
    }

    pub(super) fn remove_membership(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Participant,
        steps: &mut Vec<Step>,
    ) {
        let Some(object) = self.my_conversations(who) else { return };
        self.remove(at, object, name(sid.to_string()), steps);
    }
}
