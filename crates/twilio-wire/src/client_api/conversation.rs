//! `/Client/v2/Conversations`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ServiceSid};

use crate::{rest::conversation::State, time::Millis};

/// Body of create and update; an empty text clears a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConversationForm {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Unique name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
}

/// A conversation as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it lives in.
    pub chat_service_sid: ServiceSid,
    /// Its SID.
    pub sid: ConversationSid,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Identity of the creator, `system` for REST.
    pub created_by: String,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Life cycle.
    pub state: State,
    /// Number of messages there are.
    pub messages_count: u64,
    /// Number of participants there are.
    pub participants_count: u64,
    /// Unique names of its Sync objects.
    pub sync_objects: ConversationSyncObjects,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: ConversationLinks,
}

/// Unique names of a conversation's Sync objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationSyncObjects {
    /// The document with its fields.
    pub conversation: String,
    /// The list of its messages.
    pub messages: String,
    /// The map of its participants.
    pub participants: String,
}

/// Addresses of what hangs on a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationLinks {
    /// Its messages.
    pub messages: String,
    /// Its participants.
    pub participants: String,
}
