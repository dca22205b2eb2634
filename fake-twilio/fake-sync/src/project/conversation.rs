//! What happens to a conversation: its document, and the lists beside it.

use std::sync::Arc;

use fake_core::{
    conversation::{ConversationFact, Profile},
    participant::Participant,
    text::SYSTEM,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use super::{Step, name};
use crate::{
    ObjectId, SyncView,
    collection::{Collection, Head},
    data::Data,
    delta::{Delta, What},
    view::{Document, Object},
};

impl SyncView {
    pub(super) fn project_conversation(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &ConversationFact,
        steps: &mut Vec<Step>,
    ) {
        match fact {
            ConversationFact::Created(profile) => self.create_conversation(at, profile),
            ConversationFact::Updated(profile) => {
                self.update_document(at, sid, steps);
                if profile.is_closed() {
                    self.close_conversation(at, sid, steps);
                }
            }
            // Its objects went before it did.
            ConversationFact::Deleted => {}
        }
    }

    fn create_conversation(&mut self, at: Timestamp, profile: &Profile) {
        let (sid, by) = (profile.sid, &profile.created_by);
        let Ok(conversation) = self.world.conversation(sid) else { return };
        let data = Data::conversation(conversation);
        let document = Document { head: Head::new(at, by.clone()), data };
        self.objects.insert(ObjectId::Conversation(sid), Object::Document(document));
        for id in [ObjectId::Messages(sid), ObjectId::Roster(sid)] {
            self.objects.insert(id, Object::Collection(Collection::new(at, by.clone())));
        }
    }

    pub(super) fn update_document(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        steps: &mut Vec<Step>,
    ) {
        let Ok(conversation) = self.world.conversation(sid) else { return };
        let data = Data::conversation(conversation);
        let object = ObjectId::Conversation(sid);
        let Some(Object::Document(document)) = self.objects.get_mut(&object) else { return };
        document.data = data.clone();
        let event = document.head.next(at);
        steps.push(Step::Tell(Delta { object, event, at, what: What::Document(data) }));
    }

    /// Members hear that they have left before the objects go; otherwise the SDK would report the
    /// removal alone and keep the conversation as joined.
    pub(super) fn delete_conversation(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        steps: &mut Vec<Step>,
    ) {
        let Ok(conversation) = self.world.conversation(sid) else { return };
        let members: Vec<Arc<Participant>> = conversation.participants.iter().cloned().collect();
        for member in &members {
            self.remove_membership(at, sid, member, steps);
        }
        for object in [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)]
        {
            self.remove_object(at, object, steps);
        }
    }

    /// Members have left, as far as clients are concerned. They are notified of the new state on the way, too: the
    /// SDK turns away from the document of a conversation that it has left, and may not listen to it yet.
    fn close_conversation(&mut self, at: Timestamp, sid: ConversationSid, steps: &mut Vec<Step>) {
        let Ok(conversation) = self.world.conversation(sid) else { return };
        let profile = conversation.profile.clone();
        let members: Vec<Arc<Participant>> = conversation.participants.iter().cloned().collect();
        for member in &members {
            let Some(object) = self.my_conversations(member) else { continue };
            let data = Data::Membership(sid, member.clone(), Some(profile.clone()));
            self.put(at, object, name(sid.to_string()), &SYSTEM.into(), data, steps);
            self.remove_membership(at, sid, member, steps);
        }
    }
}
