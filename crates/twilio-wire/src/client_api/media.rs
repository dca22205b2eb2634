//! `/v1/Services/{IS}/Media` and `/MediaSet`: plain HTTP, not tunnelled (`@twilio/mcs-client` 1.0.1).

use serde::{Deserialize, Serialize};
use twilio_sid::{ConversationSid, MediaSid, MessageSid, ServiceSid};

use crate::time::Millis;

/// Query parameters of an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UploadQuery {
    /// `media`, `body` or `history`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Name of the file; in forms it is in the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

/// What a temporary address carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TemporaryQuery {
    /// Unix seconds.
    pub expires: Option<i64>,
    /// Proof that the emulator made the address.
    pub signature: Option<String>,
}

/// An uploaded medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRecord {
    /// Its SID.
    pub sid: MediaSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// The conversation of the message that shows it.
    pub channel_sid: Option<ConversationSid>,
    /// The message that shows it.
    pub message_sid: Option<MessageSid>,
    /// When it was uploaded.
    pub date_created: Millis,
    /// When its bytes last changed.
    pub date_upload_updated: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Size in bytes.
    pub size: u64,
    /// Media type.
    pub content_type: String,
    /// Name of the file, if any.
    pub filename: Option<String>,
    /// `media`, `body` or `history`.
    pub category: String,
    /// Who uploaded it.
    pub author: String,
    /// Whether it came as a part of a form.
    pub is_multipart_upstream: bool,
    /// Its address.
    pub url: String,
    /// Addresses of its bytes.
    pub links: MediaLinks,
}

/// Addresses of a medium's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaLinks {
    /// For callers with a token.
    pub content: String,
    /// A temporary URL without authentication.
    pub content_direct_temporary: String,
}

/// Body of `POST …/MediaSet`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaSetForm {
    /// `get`.
    pub command: String,
    /// Which media.
    pub list: Vec<MediaSetTarget>,
}

/// A requested medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaSetTarget {
    /// Its SID.
    pub media_sid: String,
}

/// A medium in the answer, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaSetEntry {
    /// HTTP status for this one.
    pub code: u16,
    /// The medium, if the caller may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_record: Option<MediaRecord>,
}
