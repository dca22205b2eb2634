use twilio_sid::ConversationSid;

use crate::{
    binding::BindingFact, configuration::ServiceFact, conversation::ConversationFact,
    envelope::DeliveryFact, hook::WebhookFact, media::MediaFact, message::MessageFact,
    participant::ParticipantFact, role::RoleFact, user::UserFact,
};

/// Something that happened in a service, for good, by the resource that it happened to.
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
        self.map(|_| outcome)
    }

    /// The same changes, with something made of what the sender wants to know.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Decided<U, F> {
        Decided { facts: self.facts, outcome: change(self.outcome) }
    }
}
