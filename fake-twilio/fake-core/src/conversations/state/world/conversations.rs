//! Applies facts about conversations.

use std::sync::Arc;

use twilio_sid::ConversationSid;

use crate::conversations::{
    fact::{ConversationFact, Restored},
    record::conversation::Profile,
    state::{conversation::Conversation, world::World},
};

impl World {
    pub(crate) fn apply_conversation(&mut self, sid: ConversationSid, fact: &ConversationFact) {
        match fact {
            ConversationFact::Created(profile) | ConversationFact::Updated(profile) => {
                self.put_profile(profile);
            }
            ConversationFact::Restored(restored) => self.restore(restored),
            ConversationFact::Deleted => self.delete_conversation(sid),
        }
    }

    fn put_profile(&mut self, profile: &Arc<Profile>) {
        if let Some(name) = &profile.unique_name {
            self.unique_names.insert(name.clone(), profile.sid);
        }
        if let Some(conversation) = self.conversations.get_mut(profile.sid) {
            let conversation = Arc::make_mut(conversation);
            let before = std::mem::replace(&mut conversation.profile, profile.clone());
            conversation.updated = profile.updated;
            if let Some(place) = self.conversations.place(profile.sid) {
                self.creations.forget(&before, place);
                self.creations.note(profile, place);
            }
            self.activity.change_state(profile.sid, before.state, profile.state);
            if let Some(name) =
                before.unique_name.as_ref().filter(|_| before.unique_name != profile.unique_name)
            {
                self.unique_names.remove(name);
            }
            if profile.is_closed() {
                self.close(profile.sid);
            }
        } else {
            let conversation = Arc::new(Conversation::new(profile.clone()));
            let place = self.conversations.push(profile.sid, conversation);
            self.creations.note(profile, place);
            self.activity.note(profile.sid, profile.state);
        }
        self.schedule(profile.sid);
    }

    fn restore(&mut self, restored: &Restored) {
        let sid = restored.profile.sid;
        self.put_profile(&restored.profile);
        self.change(sid, |it| {
            it.updated = restored.updated;
            it.messages.skip_to(restored.next_index.into());
        });
        self.activity.note(sid, restored.profile.state);
    }

    fn close(&mut self, sid: ConversationSid) {
        let Some(conversation) = self.conversations.get(sid).cloned() else { return };
        for participant in conversation.participants.iter() {
            self.forget_addresses(sid, participant);
            if let Some(identity) = &participant.identity {
                self.memberships.close(identity, participant.sid);
            }
        }
    }

    fn delete_conversation(&mut self, sid: ConversationSid) {
        let Some(place) = self.conversations.place(sid) else { return };
        let Some(conversation) = self.conversations.remove(sid) else { return };
        self.creations.forget(&conversation.profile, place);
        self.activity.forget(sid, conversation.profile.state);
        conversation.due.map(|at| self.timers.remove(&(at, sid)));
        if let Some(name) = &conversation.profile.unique_name {
            self.unique_names.remove(name);
        }
        for participant in conversation.participants.iter() {
            self.forget_participant(sid, participant);
        }
        self.media.forget_conversation(sid);
        self.discarded.push(conversation);
    }
}
