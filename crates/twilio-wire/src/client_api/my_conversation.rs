//! `/Client/v2/MyConversations`: the conversations the client takes part in, with its own state.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, ServiceSid};

use super::{Change, ConversationLinks, ConversationSyncObjects};
use crate::{paging::Tokens, rest::conversation::State, time::Millis};

/// Body of an update of the client's own state in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MyConversationForm {
    /// Read horizon; null clears it.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub last_read_message_index: Change<u32>,
    /// `default` or `muted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_level: Option<String>,
}

/// A conversation the client takes part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyConversation {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it lives in.
    pub chat_service_sid: ServiceSid,
    /// SID of the conversation.
    pub sid: ConversationSid,
    /// SID of the conversation, the member the SDK reads.
    pub conversation_sid: ConversationSid,
    /// The client's participant; null for who may see the conversation without being in it.
    pub participant_sid: Option<ParticipantSid>,
    /// `joined`, or `notParticipating`.
    pub status: String,
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
    /// Read horizon.
    pub last_read_message_index: Option<u32>,
    /// `default` or `muted`.
    pub notification_level: String,
    /// Messages behind the read horizon; null while there is none.
    pub unread_messages_count: Option<u64>,
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

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyConversations {
    /// The records.
    pub conversations: Vec<MyConversation>,
    /// Tokens of the neighbouring pages.
    pub meta: Tokens,
}
