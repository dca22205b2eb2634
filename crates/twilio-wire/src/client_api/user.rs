//! `/Client/v2/Users` and `/Client/v2/Typing`.

use serde::{Deserialize, Serialize};
use twilio_sid::{ConversationSid, UserSid};

/// Body of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
}

/// A user as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its SID.
    pub sid: UserSid,
    /// Its identity.
    pub identity: String,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Whether it is connected; null while reachability is off.
    pub is_online: Option<bool>,
    /// Whether it can be reached by push; null while reachability is off.
    pub is_notifiable: Option<bool>,
    /// Unique names of its Sync objects.
    pub sync_objects: UserSyncObjects,
    /// Its address.
    pub url: String,
}

/// Unique names of a user's Sync objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSyncObjects {
    /// The map with its name and attributes.
    pub user_info_map: String,
}

/// Form that reports typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingForm {
    /// The conversation that is typed in.
    #[serde(rename = "ChannelSid")]
    pub channel_sid: String,
}

/// Answer to a report of typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingReply {
    /// Seconds until typing may be reported again.
    pub typing_timeout: u32,
}

/// Push with the user who is typing, message type [`crate::twilsock::TYPING_INDICATOR`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingIndicator {
    /// The conversation that is typed in.
    pub channel_sid: ConversationSid,
    /// Who types.
    pub identity: String,
    /// Seconds until the client takes the typing for ended.
    pub typing_timeout: u32,
}
