//! What each fact does to the Sync objects, in the order in which clients are told.

use std::sync::Arc;

use fake_core::{
    Fact, View,
    conversation::Profile,
    message::Message,
    participant::Participant,
    text::{SYSTEM, Text},
    user::User,
};
use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessageSid};

use crate::{
    ObjectId, SyncView,
    collection::{Collection, Head, Numbered},
    data::Data,
    delta::{Delta, What},
    item::Key,
    view::{Document, Object},
};

/// What subscribers are to be told, or who may no longer be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Tell(Delta),
    /// The identity's sessions stop to hear of what they may no longer read of the conversation.
    Evict(ConversationSid, Text),
    /// Everybody stops to hear of what they may no longer read.
    EvictAll,
}

fn name(text: impl Into<Text>) -> Key {
    Key::Name(text.into())
}

impl SyncView {
    /// Takes one fact in and says what follows from it.
    pub(crate) fn project(&mut self, at: Timestamp, fact: &Fact) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Fact::ConversationDeleted(sid) = fact {
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
            Fact::ConversationCreated(profile) => self.create_conversation(at, profile),
            Fact::ConversationUpdated(profile) => {
                self.update_document(at, profile.sid, steps);
                if profile.is_closed() {
                    self.close_conversation(at, profile.sid, steps);
                }
            }
            Fact::ParticipantAdded(sid, who) => self.put_participant(at, *sid, who, steps),
            Fact::ParticipantUpdated(sid, who) => {
                self.update_participant(at, *sid, who, steps);
            }
            Fact::ParticipantRemoved(sid, who) => {
                self.remove_participant(at, *sid, who, steps);
            }
            Fact::MessageAdded(sid, message) => {
                self.put_message(at, *sid, message, steps);
                self.update_document(at, *sid, steps);
            }
            Fact::MessageUpdated(sid, message) => self.put_message(at, *sid, message, steps),
            Fact::ReceiptPut(sid, receipt) => {
                self.renew_message(at, *sid, receipt.message, steps);
            }
            Fact::ChannelMetadataSet(sid, message, _) => {
                self.renew_message(at, *sid, *message, steps);
            }
            Fact::MessageRemoved(sid, message) => {
                let key = Key::Index(u64::from(message.index));
                self.remove(at, ObjectId::Messages(*sid), key, steps);
                self.update_document(at, *sid, steps);
            }
            Fact::UserCreated(user) => self.create_user(at, user),
            Fact::UserUpdated(user) => self.update_user(at, user, steps),
            Fact::UserDeleted(sid) => {
                for object in [ObjectId::MyConversations(*sid), ObjectId::UserInfo(*sid)] {
                    self.remove_object(at, object, steps);
                }
            }
            Fact::ConversationDeleted(_)
            | Fact::MediumUploaded(_)
            | Fact::RoleCreated(_)
            | Fact::RoleUpdated(_)
            | Fact::RoleDeleted(_)
            | Fact::Configured(_)
            | Fact::NotificationsChanged(_)
            | Fact::RecipientsSet(..)
            | Fact::BindingPut(_)
            | Fact::BindingRemoved(_)
            | Fact::Hooked(_)
            | Fact::HooksInherited(_)
            | Fact::HookAdded(..)
            | Fact::HookUpdated(..)
            | Fact::HookRemoved(..) => {}
        }
    }

    /// Says whether a fact that is about to be taken in changes what users may read by their roles.
    fn changes_roles(&self, fact: &Fact) -> bool {
        if let Fact::UserUpdated(user) = fact {
            return self.world.users.get(user.sid).is_none_or(|before| before.role != user.role);
        }
        matches!(fact, Fact::RoleUpdated(_) | Fact::RoleDeleted(_) | Fact::Configured(_))
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

    fn update_document(&mut self, at: Timestamp, sid: ConversationSid, steps: &mut Vec<Step>) {
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
    fn delete_conversation(&mut self, at: Timestamp, sid: ConversationSid, steps: &mut Vec<Step>) {
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

    /// Members have left, as far as clients are concerned. They hear of the new state on the way, too: the
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

    fn remove_object(&mut self, at: Timestamp, object: ObjectId, steps: &mut Vec<Step>) {
        let Some(removed) = self.objects.remove(&object) else { return };
        let what = match &removed {
            Object::Document(_) => What::DocumentGone,
            Object::Collection(_) => What::CollectionGone,
        };
        let event = removed.head().last_event_id + 1;
        steps.push(Step::Tell(Delta { object, event, at, what }));
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

    fn my_conversations(&self, who: &Participant) -> Option<ObjectId> {
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
            | Data::Reach(_)
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

    fn remove_membership(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        who: &Participant,
        steps: &mut Vec<Step>,
    ) {
        let Some(object) = self.my_conversations(who) else { return };
        self.remove(at, object, name(sid.to_string()), steps);
    }

    fn put_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        message: &Arc<Message>,
        steps: &mut Vec<Step>,
    ) {
        let key = Key::Index(u64::from(message.index));
        let conversation = self.world.conversation(sid).ok();
        let envelope = conversation.and_then(|it| it.envelope(message.sid));
        let data = Data::message(message, envelope);
        self.put(at, ObjectId::Messages(sid), key, &message.author, data, steps);
    }

    /// Tells what channels say of a message by now.
    fn renew_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        message: MessageSid,
        steps: &mut Vec<Step>,
    ) {
        let conversation = self.world.conversation(sid).ok();
        let message = conversation.and_then(|it| it.messages.get(message)).cloned();
        if let Some(message) = message {
            self.put_message(at, sid, &message, steps);
        }
    }

    fn create_user(&mut self, at: Timestamp, user: &User) {
        let by: Text = SYSTEM.into();
        // Who takes part is known before; closed conversations, which may keep a former user of the
        // identity, are not among them.
        let mine = Collection::new(at, by.clone());
        self.objects.insert(ObjectId::MyConversations(user.sid), Object::Collection(mine));
        let mut info = Collection::new(at, by.clone());
        for (key, value) in user_info(user) {
            info.put(at, name(key), &by, Data::UserInfo(value));
        }
        self.objects.insert(ObjectId::UserInfo(user.sid), Object::Collection(info));
    }

    fn update_user(&mut self, at: Timestamp, user: &User, steps: &mut Vec<Step>) {
        let object = ObjectId::UserInfo(user.sid);
        for (key, value) in user_info(user) {
            let (key, data) = (name(key), Data::UserInfo(value));
            let Some(Object::Collection(info)) = self.objects.get(&object) else { return };
            if info.items.get(&key).is_none_or(|item| item.data != data) {
                self.put(at, object, key, &user.identity, data, steps);
            }
        }
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

/// Items of a user's info map; both must exist, or the SDK fails to initialise.
///
/// `assumed`: a user without a friendly name shows the identity; a live client would settle it.
fn user_info(user: &User) -> [(&'static str, Text); 2] {
    let friendly_name = user.friendly_name.as_ref().unwrap_or(&user.identity);
    [("friendlyName", friendly_name.clone()), ("attributes", user.attributes.clone())]
}
