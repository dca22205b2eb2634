//! Seed documents: the contents of accounts, to start with and to reset to.

mod build;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use twilio_sid::{AccountSid, ApiKeySid, ConversationSid, ServiceSid};

/// What an account holds. Members have the names and meanings of Twilio's REST API.
///
/// Members at the top belong to the account that the emulator was started with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedDocument {
    /// Further accounts, each isolated from all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<SeedAccount>,
    /// Webhooks of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<SeedWebhooks>,
    /// Services beside the default one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<SeedService>,
    /// Configured addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<SeedAddress>,
    /// Content templates, as the Content API describes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content_templates: Vec<Value>,
    /// Roles of the default service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<SeedRole>,
    /// Users of the default service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<SeedUser>,
    /// Conversations of the default service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<SeedConversation>,
    /// Video rooms in progress.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<SeedRoom>,
}

/// An account. SIDs and secrets that are left out are drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedAccount {
    /// Its SID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_sid: Option<AccountSid>,
    /// Its auth token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_token: Option<String>,
    /// SID of its API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_sid: Option<ApiKeySid>,
    /// Secret of its API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_secret: Option<String>,
    /// SID of its default chat service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_service_sid: Option<ServiceSid>,
    /// What it holds.
    pub contents: SeedDocument,
}

/// Webhooks of an account or a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedWebhooks {
    /// URL of pre-event webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_webhook_url: Option<String>,
    /// URL of post-event webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_webhook_url: Option<String>,
    /// `GET` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Names of events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedService {
    /// Its SID; drawn if left out.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<ServiceSid>,
    /// Its name.
    pub friendly_name: String,
    /// Its webhooks.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<SeedWebhooks>,
    /// Its roles beside those that every service has.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<SeedRole>,
    /// Its users.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<SeedUser>,
    /// Its conversations.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<SeedConversation>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRole {
    /// Its name, by which users and participants name it in the document.
    pub friendly_name: String,
    /// `conversation` or `service`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Permissions, such as `sendMessage`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    /// Its identity.
    pub identity: String,
    /// Its name.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Any JSON value.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Value>,
    /// Name of a role of the service.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedConversation {
    /// Its SID; drawn if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<ConversationSid>,
    /// Its unique name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Any JSON value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Value>,
    /// `active`, `inactive` or `closed`; set after its messages are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// When it was created, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// When it was last updated, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<String>,
    /// Its participants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<SeedParticipant>,
    /// Its messages, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<SeedMessage>,
    /// Its own webhooks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<SeedConversationWebhook>,
}

/// A participant: an identity alone, or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SeedParticipant {
    /// A chat user.
    Identity(String),
    /// With more than an identity.
    Detailed(SeedParticipantDetails),
}

/// What can be said of a participant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedParticipantDetails {
    /// Identity of a chat user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Address of a participant outside the chat, such as a telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Address of the account that this participant sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_address: Option<String>,
    /// Address under which group messages show a chat user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projected_address: Option<String>,
    /// Any JSON value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Value>,
    /// Name of a role of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Index of the last message that was read; set after the messages are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_read_message_index: Option<u64>,
    /// When it was added, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedMessage {
    /// Its author; `system` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Any JSON value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Value>,
    /// The medium that it shows, if any: REST shows one in a message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<SeedMedium>,
    /// When it was sent, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// When it was last updated, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<String>,
}

/// A medium. Its bytes are its content or, in a seed file, those of another file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedMedium {
    /// Its media type, such as `image/png`.
    pub content_type: String,
    /// Its file name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its bytes in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// File with its bytes, beside the seed file; never taken over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A configured address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAddress {
    /// Its channel, such as `sms`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address.
    pub address: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Country of a short code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
    /// How a message makes a conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_creation: Option<SeedAutoCreation>,
}

/// How a message makes a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedAutoCreation {
    /// Whether it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// `webhook` or `default`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Service of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_service_sid: Option<ServiceSid>,
    /// URL of the webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// `GET` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_method: Option<String>,
    /// Names of events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook_filters: Vec<String>,
}

/// A webhook of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedConversationWebhook {
    /// Its URL.
    pub url: String,
    /// `GET` or `POST`.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Names of events.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// Words that trigger it; then it has the target `trigger`.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
}

/// A video room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedRoom {
    /// Its unique name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// `group`, `group-small`, `peer-to-peer` or `go`.
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Most participants at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_participants: Option<u32>,
    /// URL of its status callbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_callback: Option<String>,
}

/// What is wrong with a seed document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct SeedError {
    /// Where in the document, such as `conversations[0].messages[3]`.
    pub at: String,
    /// Why it cannot be loaded.
    pub why: String,
}

impl SeedError {
    /// The same error of a document within another one.
    pub(crate) fn within(self, prefix: &str) -> Self {
        Self { at: format!("{prefix}{}", self.at), why: self.why }
    }
}
