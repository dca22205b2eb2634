//! What a client knows, as plain values that can be compared.

use std::collections::BTreeMap;

use twilio_sid::{ConversationSid, MessageSid, ParticipantSid};
use twilio_wire::sync::{MessageData, ParticipantData};

/// Everything that a client knows. Two clients of the same user that saw everything are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replica {
    /// Who the client is; empty until the server said so.
    pub identity: String,
    /// The client's own user.
    pub user: User,
    /// Conversations that the user takes part in and that are fully loaded.
    pub conversations: BTreeMap<ConversationSid, Conversation>,
}

/// A user as others see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Name for people.
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A conversation with all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// The user's own read horizon, a message index.
    pub last_read_message_index: Option<u32>,
    /// Messages by index; gaps are removed messages.
    pub messages: BTreeMap<u64, Message>,
    /// Participants.
    pub participants: BTreeMap<ParticipantSid, Participant>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Message index.
    pub index: u64,
    /// Its SID.
    pub sid: MessageSid,
    /// Who wrote it.
    pub author: String,
    /// The text, if it has one.
    pub body: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
}

impl Message {
    pub(crate) fn new(index: u64, data: &MessageData) -> Self {
        Self {
            index,
            sid: data.sid,
            author: data.author.clone(),
            body: data.text.clone(),
            attributes: data.attributes.clone(),
        }
    }
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its SID.
    pub sid: ParticipantSid,
    /// Identity; none outside the chat.
    pub identity: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Read horizon, a message index.
    pub last_read_message_index: Option<u32>,
}

impl Participant {
    pub(crate) fn new(sid: ParticipantSid, data: &ParticipantData) -> Self {
        Self {
            sid,
            identity: data.identity.clone(),
            attributes: data.attributes.clone(),
            last_read_message_index: data.last_consumed_message_index,
        }
    }
}
