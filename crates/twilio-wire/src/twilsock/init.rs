//! What only `init` and its reply carry.

use serde::{Deserialize, Serialize};

/// Interest of a client in some message types of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// Product, `ip_messaging` for Conversations.
    pub product: String,
    /// Kind of channel, `ers` in practice.
    #[serde(rename = "type")]
    pub kind: String,
    /// Version of the notification protocol, 0 in practice.
    pub notification_protocol_version: u32,
    /// Message types of interest.
    pub message_types: Vec<String>,
}

/// A [`Registration`] that the server confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InitRegistration {
    /// Name of the registration, drawn by the server.
    pub notification_ctx_id: String,
    /// Kind of channel, as registered.
    #[serde(rename = "type")]
    pub kind: String,
    /// Product, as registered.
    pub product: String,
    /// Message types, as registered.
    pub message_types: Vec<String>,
}

/// Whether the continuation token of an `init` reply is a new one, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContinuationTokenStatus {
    /// Whether the token differs from the one that the client sent.
    pub reissued: bool,
    /// Reason as a word, such as `MISSING`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reissue_reason: Option<String>,
    /// Reason as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reissue_message: Option<String>,
}
