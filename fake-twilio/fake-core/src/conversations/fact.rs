//! What happens in a service, by the resource that it happens to.

pub(crate) mod account;

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{BindingSid, ConversationSid, MessageSid, RoleSid, UserSid, WebhookSid};

use crate::conversations::record::{
    binding::PushBinding,
    configuration::Configuration,
    conversation::Profile,
    delivery::{ChannelMetadata, Recipient},
    media::Medium,
    message::Message,
    notifications::Notifications,
    participant::Participant,
    receipt::Receipt,
    role::Role,
    scoped_webhook::ScopedWebhook,
    service::Service,
    user::User,
    webhook::Webhooks,
};

/// An accepted command on a service.
pub type Decided<T, F = Fact> = crate::decided::Decided<T, F>;

/// A recorded change of a service, grouped by resource.
///
/// A fact carries the whole new record, shared with the views that keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// To the service's settings.
    Service(ServiceFact),
    /// To a conversation itself.
    Conversation(ConversationSid, ConversationFact),
    /// To a participant of a conversation.
    Participant(ConversationSid, ParticipantFact),
    /// To a message of a conversation.
    Message(ConversationSid, MessageFact),
    /// To the delivery of a conversation's message.
    Delivery(ConversationSid, DeliveryFact),
    /// To a medium.
    Media(MediaFact),
    /// To a user.
    User(UserFact),
    /// To a role.
    Role(RoleFact),
    /// To a push binding.
    Binding(BindingFact),
    /// To the webhooks of the service or of a conversation.
    Webhook(WebhookFact),
}

impl Fact {
    /// The conversation that it is about.
    pub fn conversation(&self) -> Option<ConversationSid> {
        match self {
            Self::Conversation(sid, _)
            | Self::Participant(sid, _)
            | Self::Message(sid, _)
            | Self::Delivery(sid, _) => Some(*sid),
            Self::Webhook(fact) => fact.conversation(),
            Self::Service(_)
            | Self::Media(_)
            | Self::User(_)
            | Self::Role(_)
            | Self::Binding(_) => None,
        }
    }
}

/// Something that happened to a push binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindingFact {
    /// A device was registered, or registered again.
    Put(Arc<PushBinding>),
    /// A device is no longer registered.
    Removed(BindingSid),
}

/// Something that happened to a service's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceFact {
    /// The service has other values and other roles, which only the control API brings about.
    Replaced(Arc<Service>, Arc<[Arc<Role>]>),
    /// The service is configured otherwise.
    Configured(Arc<Configuration>),
    /// Users are notified of other things or otherwise.
    NotificationsChanged(Arc<Notifications>),
}

/// Something that happened to a conversation itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationFact {
    /// It was created.
    Created(Arc<Profile>),
    /// Its own values changed.
    Updated(Arc<Profile>),
    /// It was deleted, with its participants, messages and webhooks.
    Deleted,
    /// It is as it was once, but for its participants and messages, which were added before; only the
    /// control API brings that about.
    Restored(Arc<Restored>),
}

/// What a conversation was like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Its own values.
    pub profile: Arc<Profile>,
    /// When it or its participants or messages were last changed.
    pub updated: Timestamp,
    /// Message index of the next message.
    pub next_index: u32,
}

impl ConversationFact {
    /// The new values of the conversation, unless it was deleted.
    pub(crate) fn profile_mut(&mut self) -> Option<&mut Arc<Profile>> {
        match self {
            Self::Created(profile) | Self::Updated(profile) => Some(profile),
            Self::Deleted | Self::Restored(_) => None,
        }
    }
}

/// Something that happened on the way of a message to its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryFact {
    /// A message was sent to a participant outside the chat, or the status of that changed.
    ReceiptPut(Arc<Receipt>),
    /// A channel reported metadata of a message.
    MetadataSet(MessageSid, Arc<ChannelMetadata>),
    /// A channel reported the recipients of a message.
    RecipientsSet(MessageSid, Arc<[Recipient]>),
}

/// Something that happened to webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookFact {
    /// The service's own webhooks are configured otherwise.
    ServiceConfigured(Arc<Webhooks>),
    /// The webhooks of the service's account are configured otherwise.
    AccountConfigured(Arc<Webhooks>),
    /// A conversation got a webhook, to which these messages are replayed.
    Added(ConversationSid, Arc<ScopedWebhook>, Vec<Arc<Message>>),
    /// A webhook of a conversation changed.
    Updated(ConversationSid, Arc<ScopedWebhook>),
    /// A webhook of a conversation was removed.
    Removed(ConversationSid, WebhookSid),
}

impl WebhookFact {
    /// The conversation whose webhook it is.
    pub fn conversation(&self) -> Option<ConversationSid> {
        match self {
            Self::ServiceConfigured(_) | Self::AccountConfigured(_) => None,
            Self::Added(sid, ..) | Self::Updated(sid, _) | Self::Removed(sid, _) => Some(*sid),
        }
    }
}

/// Something that happened to a medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaFact {
    /// It was uploaded; it goes with the message that shows it.
    Uploaded(Arc<Medium>),
    /// It was removed before a message showed it.
    Removed(Arc<Medium>),
}

/// Something that happened to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageFact {
    /// It was sent.
    Added(Arc<Message>),
    /// It was edited.
    Updated(Arc<Message>),
    /// It was removed; this is its last record.
    Removed(Arc<Message>),
}

impl MessageFact {
    /// The new values of the message, unless it was removed.
    pub(crate) fn written_mut(&mut self) -> Option<&mut Arc<Message>> {
        match self {
            Self::Added(message) | Self::Updated(message) => Some(message),
            Self::Removed(_) => None,
        }
    }
}

/// Something that happened to a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParticipantFact {
    /// It was added.
    Added(Arc<Participant>),
    /// Its values changed, among them the read horizon.
    Updated(Arc<Participant>),
    /// It was removed; this is its last record.
    Removed(Arc<Participant>),
}

/// Something that happened to a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleFact {
    /// It was created.
    Created(Arc<Role>),
    /// It allows something else.
    Updated(Arc<Role>),
    /// It was deleted.
    Deleted(RoleSid),
}

/// Something that happened to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserFact {
    /// The identity became known.
    Created(Arc<User>),
    /// The user's values changed.
    Updated(Arc<User>),
    /// The user was deleted, after leaving all open conversations.
    Deleted(UserSid),
}
