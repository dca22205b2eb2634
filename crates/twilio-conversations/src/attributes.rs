//! Data of the application, which Twilio keeps as JSON text.

use serde::de::DeserializeOwned;
use twilio_wire::rest::{
    conversation::Conversation, message::Message, participant::Participant,
    participant_conversation::ParticipantConversation, user::User,
    user_conversation::UserConversation,
};

/// A resource with attributes.
pub trait Attributes {
    /// The JSON text, exactly as it was sent.
    fn attributes(&self) -> &str;

    /// Reads the attributes as `T`.
    ///
    /// # Errors
    /// The text is not JSON, which Twilio does not check, or not that of a `T`.
    fn attributes_as<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.attributes())
    }
}

macro_rules! attributes {
    ($($resource:ty: $field:ident;)*) => {$(
        impl Attributes for $resource {
            fn attributes(&self) -> &str {
                &self.$field
            }
        }
    )*};
}

attributes! {
    Conversation: attributes;
    Message: attributes;
    Participant: attributes;
    ParticipantConversation: conversation_attributes;
    User: attributes;
    UserConversation: attributes;
}
