//! What happens to a conversation: its document, and the lists beside it.

use fake_core::{
    World,
    conversation::{ConversationFact, Profile},
    text::system,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use super::participant::my_conversations;
use crate::{
    ObjectId,
    data::Data,
    delta::ObjectChange,
    map_items::name,
    objects::{Object, SyncView},
};

impl SyncView {
    pub(super) fn project_conversation(
        &mut self,
        world: &World,
        at: Timestamp,
        fact: &ConversationFact,
    ) {
        match fact {
            ConversationFact::Updated(profile) => self.update_conversation(world, at, profile),
            ConversationFact::Restored(restored) => {
                self.update_conversation(world, at, &restored.profile);
            }
            // It cannot be open yet; its objects were removed before.
            ConversationFact::Created(_) | ConversationFact::Deleted => {}
        }
    }

    fn update_conversation(&mut self, world: &World, at: Timestamp, profile: &Profile) {
        self.update_document(world, at, profile.sid);
        if profile.is_closed() {
            self.close_conversation(world, at, profile.sid);
        }
    }

    pub(super) fn update_document(&mut self, world: &World, at: Timestamp, sid: ConversationSid) {
        let object = ObjectId::Conversation(sid);
        let Some(Object::Document(document)) = self.objects.get_mut(&object) else { return };
        let Ok(conversation) = world.conversation(sid) else { return };
        let data = Data::conversation(conversation);
        document.data = data.clone();
        let event = document.head.next(at);
        self.send(object, (event, at, ObjectChange::Document(data)));
    }

    /// Membership removals are sent before the objects' removals; otherwise the SDK would report
    /// the removal alone and keep the conversation as joined.
    pub(super) fn delete_conversation(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
    ) {
        let Ok(conversation) = world.conversation(sid) else { return };
        for member in conversation.participants.iter() {
            self.remove_membership(world, at, sid, member);
        }
        for object in [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)]
        {
            self.remove_object(at, object);
        }
    }

    /// Members have left, as far as clients are concerned. They are notified of the new state on the way, too: the
    /// SDK turns away from the document of a conversation that it has left, and may not listen to it yet.
    fn close_conversation(&mut self, world: &World, at: Timestamp, sid: ConversationSid) {
        let Ok(conversation) = world.conversation(sid) else { return };
        let profile = &conversation.profile;
        for member in conversation.participants.iter() {
            let Some(object) = my_conversations(world, member) else { continue };
            let data = Data::Membership(sid, member.clone(), Some(profile.clone()));
            self.put(at, object, name(sid.to_string()), &system(), data);
            self.remove_membership(world, at, sid, member);
        }
    }
}
