//! `GET /Client/v2/Configuration`: what a client learns first.

use serde::{Deserialize, Serialize};

/// Everything a client needs to find its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Settings of the client.
    pub options: Options,
    /// Unique names of the client's own Sync objects.
    pub sync_objects: ConfigurationSyncObjects,
    /// Absolute addresses; the client only follows them.
    pub links: ConfigurationLinks,
    /// The token's identity; the SDK never decodes the token itself.
    pub identity: String,
    /// Address of this resource.
    pub url: String,
}

/// Settings of the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// How often the read horizon is reported, ISO 8601 duration.
    pub consumption_report_interval: String,
    /// Largest number of users a client subscribes to.
    pub user_infos_to_subscribe: u32,
    /// Whether users show as online and notifiable.
    pub reachability_enabled: bool,
    /// How long the client keeps answers, ISO 8601 duration; the SDK divides it by ten.
    pub http_cache_interval: String,
    /// Page size of the conversation list.
    pub my_conversations_page_size: u32,
    /// Largest number of attachments of one message.
    pub media_attachments_count_limit: u32,
    /// Largest attachment, in megabytes.
    pub media_attachment_size_limit_in_mb: u32,
    /// Largest sum of all attachments of one message, in megabytes.
    pub media_attachments_total_size_limit_in_mb: u32,
    /// Media types allowed for e-mail histories.
    pub email_histories_allowed_mime_types: Vec<String>,
    /// Media types allowed for e-mail bodies.
    pub email_bodies_allowed_mime_types: Vec<String>,
}

/// Unique names of the client's own Sync objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationSyncObjects {
    /// Map of the conversations it takes part in.
    pub my_conversations: String,
    /// Map of its own user info.
    pub my_user_info: String,
}

/// Absolute addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationLinks {
    /// Conversations it takes part in.
    pub my_conversations: String,
    /// All conversations.
    pub conversations: String,
    /// All users.
    pub users: String,
    /// Itself as a user.
    pub current_user: String,
    /// Where typing is reported.
    pub typing: String,
    /// Where media are uploaded, over plain HTTP.
    pub media_service: String,
    /// URL of the request for the URLs of several media, over plain HTTP.
    pub media_set_service: Option<String>,
    /// Delivery receipts; `%s` stands for the conversation SID, then for the message SID.
    pub messages_receipts: String,
}
