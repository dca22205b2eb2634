//! REST inside Twilsock: requests of `@twilio/conversations` 3.0.1 to the chat service.
//!
//! Attributes are JSON text in a JSON string, in both directions.

mod configuration;
mod content_template;
mod conversation;
mod delivery;
mod media;
mod message;
mod my_conversation;
mod participant;
mod registration;
mod user;

pub use configuration::{Configuration, ConfigurationLinks, ConfigurationSyncObjects, Options};
pub use content_template::{ContentTemplate, ContentTemplates};
pub use conversation::{
    Conversation, ConversationForm, ConversationLinks, ConversationSyncObjects,
};
pub use delivery::{
    ChannelMetadata, MessageRecipient, MessageRecipients, Receipt, Receipts, RecipientsQuery,
};
pub use media::{
    MediaLinks, MediaRecord, MediaSetEntry, MediaSetForm, MediaSetTarget, TemporaryQuery,
    UploadQuery,
};
pub use message::{Message, MessageForm, MessageLinks};
pub use my_conversation::{MyConversation, MyConversationForm, MyConversations};
pub use participant::{BindingForm, Participant, ParticipantForm, ParticipantLinks};
pub use registration::{DeviceForm, Registration, RegistrationData, RegistrationForm};
pub use user::{TypingForm, TypingIndicator, TypingReply, User, UserForm, UserSyncObjects};

/// A member that may be absent, null or a value, so that "clear it" differs from "leave it".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The member was absent: leave the value alone.
    #[default]
    Keep,
    /// The member was null: clear the value.
    Clear,
    /// The member was this value.
    Set(T),
}

impl<T> Change<T> {
    /// Returns whether the member is left out of the JSON.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Change<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<T>::deserialize(deserializer)?;
        Ok(value.map_or(Self::Clear, Self::Set))
    }
}

impl<T: serde::Serialize> serde::Serialize for Change<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}
