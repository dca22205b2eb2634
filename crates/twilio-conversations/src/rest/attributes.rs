//! Data of the application, which Twilio keeps as JSON text.

use serde::de::DeserializeOwned;
use twilio_wire::rest::{
    conversation::Conversation, message::Message, participant::Participant,
    participant_conversation::ParticipantConversation, user::User,
    user_conversation::UserConversation,
};

/// A resource with attributes.
///
/// ```no_run
/// use serde::{Deserialize, Serialize};
/// use twilio_conversations::Attributes;
///
/// #[derive(Serialize, Deserialize, PartialEq, Debug)]
/// struct Mood {
///     thirsty: bool,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
/// let mood = Mood { thirsty: true };
/// client.users().create().identity("alice").attributes(&mood).await?;
/// let alice = client.users().fetch("alice").await?;
/// assert_eq!(alice.attributes_as::<Mood>()?, mood);
/// # Ok(())
/// # }
/// ```
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

#[cfg(feature = "realtime")]
attributes! {
    crate::realtime::ConversationState: attributes;
    crate::realtime::Message: attributes;
    crate::realtime::Participant: attributes;
}

attributes! {
    Conversation: attributes;
    Message: attributes;
    Participant: attributes;
    ParticipantConversation: conversation_attributes;
    User: attributes;
    UserConversation: attributes;
}
