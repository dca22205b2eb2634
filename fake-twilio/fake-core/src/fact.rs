use std::sync::Arc;

use twilio_sid::{BindingSid, ConversationSid, MessageSid, RoleSid, UserSid, WebhookSid};

use crate::{
    binding::PushBinding,
    configuration::Configuration,
    conversation::Profile,
    envelope::{ChannelMetadata, Recipient},
    hook::{Hooks, ScopedHook},
    media::Medium,
    message::Message,
    notifications::Notifications,
    participant::Participant,
    receipt::Receipt,
    role::Role,
    user::User,
};

/// Something that happened in a service, for good.
///
/// A fact carries the whole new record, shared with the views that keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A conversation came into being.
    ConversationCreated(Arc<Profile>),
    /// A conversation's own values changed.
    ConversationUpdated(Arc<Profile>),
    /// A conversation went, with all that hung on it.
    ConversationDeleted(ConversationSid),
    /// A participant joined.
    ParticipantAdded(ConversationSid, Arc<Participant>),
    /// A participant's values changed, among them the read horizon.
    ParticipantUpdated(ConversationSid, Arc<Participant>),
    /// A participant left; this is its last record.
    ParticipantRemoved(ConversationSid, Arc<Participant>),
    /// A message was sent.
    MessageAdded(ConversationSid, Arc<Message>),
    /// A message was edited.
    MessageUpdated(ConversationSid, Arc<Message>),
    /// A message was removed; this is its last record.
    MessageRemoved(ConversationSid, Arc<Message>),
    /// A message set out to a participant outside the chat, or came further on its way.
    ReceiptPut(ConversationSid, Arc<Receipt>),
    /// A channel told something of a message.
    ChannelMetadataSet(ConversationSid, MessageSid, Arc<ChannelMetadata>),
    /// A channel told whom a message went to.
    RecipientsSet(ConversationSid, MessageSid, Arc<[Recipient]>),
    /// A medium was uploaded; it goes with the message that shows it.
    MediumUploaded(Arc<Medium>),
    /// A user became known.
    UserCreated(Arc<User>),
    /// A user's values changed.
    UserUpdated(Arc<User>),
    /// A user went; it had left all conversations before.
    UserDeleted(UserSid),
    /// A role came into being.
    RoleCreated(Arc<Role>),
    /// A role allows something else.
    RoleUpdated(Arc<Role>),
    /// A role went.
    RoleDeleted(RoleSid),
    /// The service is configured otherwise.
    Configured(Arc<Configuration>),
    /// Users are notified of other things or otherwise.
    NotificationsChanged(Arc<Notifications>),
    /// A device was registered, or registered again.
    BindingPut(Arc<PushBinding>),
    /// A device is no longer registered.
    BindingRemoved(BindingSid),
    /// The service has other hooks.
    Hooked(Arc<Hooks>),
    /// The account of the service has other hooks.
    HooksInherited(Arc<Hooks>),
    /// A conversation has one hook more, which is to hear of these messages again.
    HookAdded(ConversationSid, Arc<ScopedHook>, Vec<Arc<Message>>),
    /// A hook of a conversation changed.
    HookUpdated(ConversationSid, Arc<ScopedHook>),
    /// A hook of a conversation went.
    HookRemoved(ConversationSid, WebhookSid),
}

impl Fact {
    /// Says whether it changes who is asked or told what happens.
    pub fn changes_hooks(&self) -> bool {
        matches!(
            self,
            Self::Hooked(_)
                | Self::HooksInherited(_)
                | Self::HookAdded(..)
                | Self::HookUpdated(..)
                | Self::HookRemoved(..)
        )
    }

    /// The conversation that it is about.
    pub fn conversation(&self) -> Option<ConversationSid> {
        match self {
            Self::ConversationCreated(profile) | Self::ConversationUpdated(profile) => {
                Some(profile.sid)
            }
            Self::ConversationDeleted(sid)
            | Self::ParticipantAdded(sid, _)
            | Self::ParticipantUpdated(sid, _)
            | Self::ParticipantRemoved(sid, _)
            | Self::MessageAdded(sid, _)
            | Self::MessageUpdated(sid, _)
            | Self::MessageRemoved(sid, _)
            | Self::ReceiptPut(sid, _)
            | Self::ChannelMetadataSet(sid, ..)
            | Self::RecipientsSet(sid, ..)
            | Self::HookAdded(sid, ..)
            | Self::HookUpdated(sid, _)
            | Self::HookRemoved(sid, _) => Some(*sid),
            Self::MediumUploaded(_)
            | Self::UserCreated(_)
            | Self::UserUpdated(_)
            | Self::UserDeleted(_)
            | Self::RoleCreated(_)
            | Self::RoleUpdated(_)
            | Self::RoleDeleted(_)
            | Self::Configured(_)
            | Self::NotificationsChanged(_)
            | Self::BindingPut(_)
            | Self::BindingRemoved(_)
            | Self::Hooked(_)
            | Self::HooksInherited(_) => None,
        }
    }
}

/// An accepted command: what it changes, and what its sender wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T, F = Fact> {
    /// What changes, in order.
    pub facts: Vec<F>,
    /// What the sender wants to know, often an identifier.
    pub outcome: T,
}

impl<T, F> Decided<T, F> {
    /// A command that changes one thing.
    pub fn one(fact: F, outcome: T) -> Self {
        Self { facts: vec![fact], outcome }
    }

    /// A command that changes nothing.
    pub fn nothing(outcome: T) -> Self {
        Self { facts: Vec::new(), outcome }
    }

    /// The same changes, with something else for the sender to know.
    pub fn answering<U>(self, outcome: U) -> Decided<U, F> {
        Decided { facts: self.facts, outcome }
    }
}
