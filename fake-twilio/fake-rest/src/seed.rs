//! Seed documents: the contents of accounts, to start with and to reset to.

use serde::Deserialize;
use serde_json::Value;
use twilio_sid::{AccountSid, ApiKeySid, ConversationSid, ServiceSid};

/// What an account holds. Members have the names and meanings of Twilio's REST API.
///
/// Members at the top belong to the account that the emulator was started with.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedDocument {
    /// Further accounts, each isolated from all others.
    pub accounts: Vec<SeedAccount>,
    /// Webhooks of the account.
    pub webhooks: Option<SeedWebhooks>,
    /// Services beside the default one.
    pub services: Vec<SeedService>,
    /// Content templates, as the Content API describes them.
    pub content_templates: Vec<Value>,
    /// Roles of the default service.
    pub roles: Vec<SeedRole>,
    /// Users of the default service.
    pub users: Vec<SeedUser>,
    /// Conversations of the default service.
    pub conversations: Vec<SeedConversation>,
    /// Video rooms in progress.
    pub rooms: Vec<SeedRoom>,
}

/// An account. SIDs and secrets that are left out are drawn.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedAccount {
    /// Its SID.
    pub account_sid: Option<AccountSid>,
    /// Its auth token.
    pub auth_token: Option<String>,
    /// SID of its API key.
    pub api_key_sid: Option<ApiKeySid>,
    /// Secret of its API key.
    pub api_key_secret: Option<String>,
    /// SID of its default chat service.
    pub chat_service_sid: Option<ServiceSid>,
    /// What it holds.
    pub contents: SeedDocument,
}

/// Webhooks of an account or a service.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedWebhooks {
    /// URL of pre-event webhooks.
    pub pre_webhook_url: Option<String>,
    /// URL of post-event webhooks.
    pub post_webhook_url: Option<String>,
    /// `GET` or `POST`.
    pub method: Option<String>,
    /// Names of events.
    pub filters: Vec<String>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedService {
    /// Its SID; drawn if left out.
    #[serde(default)]
    pub sid: Option<ServiceSid>,
    /// Its name.
    pub friendly_name: String,
    /// Its webhooks.
    #[serde(default)]
    pub webhooks: Option<SeedWebhooks>,
    /// Its roles beside those that every service has.
    #[serde(default)]
    pub roles: Vec<SeedRole>,
    /// Its users.
    #[serde(default)]
    pub users: Vec<SeedUser>,
    /// Its conversations.
    #[serde(default)]
    pub conversations: Vec<SeedConversation>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRole {
    /// Its name, by which users and participants name it in the document.
    pub friendly_name: String,
    /// `conversation` or `service`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Permissions, such as `sendMessage`.
    pub permissions: Vec<String>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    /// Its identity.
    pub identity: String,
    /// Its name.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Any JSON value.
    #[serde(default)]
    pub attributes: Option<Value>,
    /// Name of a role of the service.
    #[serde(default)]
    pub role: Option<String>,
}

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedConversation {
    /// Its SID; drawn if left out.
    pub sid: Option<ConversationSid>,
    /// Its unique name.
    pub unique_name: Option<String>,
    /// Its name.
    pub friendly_name: Option<String>,
    /// Any JSON value.
    pub attributes: Option<Value>,
    /// `active`, `inactive` or `closed`; set after its messages are sent.
    pub state: Option<String>,
    /// When it was created, ISO 8601.
    pub date_created: Option<String>,
    /// When it was last updated, ISO 8601.
    pub date_updated: Option<String>,
    /// Its participants.
    pub participants: Vec<SeedParticipant>,
    /// Its messages, in order.
    pub messages: Vec<SeedMessage>,
    /// Its own webhooks.
    pub webhooks: Vec<SeedConversationWebhook>,
}

/// A participant: an identity alone, or more.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum SeedParticipant {
    /// A chat user.
    Identity(String),
    /// With more than an identity.
    Detailed(SeedParticipantDetails),
}

/// What can be said of a participant.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedParticipantDetails {
    /// Identity of a chat user.
    pub identity: Option<String>,
    /// Address of a participant outside the chat, such as a telephone number.
    pub address: Option<String>,
    /// Address of the account that this participant sees.
    pub proxy_address: Option<String>,
    /// Address under which group messages show a chat user.
    pub projected_address: Option<String>,
    /// Any JSON value.
    pub attributes: Option<Value>,
    /// Name of a role of the service.
    pub role: Option<String>,
    /// Index of the last message that was read; set after the messages are sent.
    pub last_read_message_index: Option<u64>,
    /// When it was added, ISO 8601.
    pub date_created: Option<String>,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedMessage {
    /// Its author; `system` if left out.
    pub author: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// Any JSON value.
    pub attributes: Option<Value>,
    /// When it was sent, ISO 8601.
    pub date_created: Option<String>,
    /// When it was last updated, ISO 8601.
    pub date_updated: Option<String>,
}

/// A webhook of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedConversationWebhook {
    /// Its URL.
    pub url: String,
    /// `GET` or `POST`.
    #[serde(default)]
    pub method: Option<String>,
    /// Names of events.
    #[serde(default)]
    pub filters: Vec<String>,
    /// Words that trigger it; then it has the target `trigger`.
    #[serde(default)]
    pub triggers: Vec<String>,
}

/// A video room.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedRoom {
    /// Its unique name.
    pub unique_name: Option<String>,
    /// `group`, `group-small`, `peer-to-peer` or `go`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Most participants at once.
    pub max_participants: Option<u32>,
    /// URL of its status callbacks.
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
