//! Headers of Twilsock frames: what is in the JSON part of each WebSocket message.
//!
//! One struct holds the fields of every method, as on the wire; a field that a method does not use
//! is `None` and is not written. Unknown fields are skipped, unknown methods kept.
//! Source: twilsock 1.0.2, `dist/protocol/messages` and `dist/twilsock.js`.

use serde::{Deserialize, Serialize};

mod init;
mod method;
mod pairs;
mod secret;
mod status;

pub use init::{ContinuationTokenStatus, InitRegistration, Registration};
pub use method::Method;
pub use pairs::Pairs;
pub use secret::Secret;
pub use status::{Backoff, BackoffPolicy, HttpStatus, Status};

/// Value of `client_update_type` three minutes before the token expires.
pub const TOKEN_ABOUT_TO_EXPIRE: &str = "token_about_to_expire";

/// `message_type` of strictly ordered Sync events and of subscription control events.
pub const SYNC_EVENT: &str = "twilio.sync.event";

/// `message_type` of live document events.
pub const DOCUMENT_EVENT: &str = "com.twilio.rtd.cds.document";

/// `message_type` of live list events.
pub const LIST_EVENT: &str = "com.twilio.rtd.cds.list";

/// `message_type` of live map events.
pub const MAP_EVENT: &str = "com.twilio.rtd.cds.map";

/// `message_type` of the typing indicator.
pub const TYPING_INDICATOR: &str = "twilio.ipmsg.typing_indicator";

/// `errorCode` of a refused token whose time is over; the SDK then raises `tokenExpired`.
pub const TOKEN_EXPIRED: u32 = 20104;

/// `errorCode` of a token that is refused for another reason.
pub const TOKEN_INVALID: u32 = 20101;

/// The JSON header of a frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// What the frame is.
    pub method: Method,
    /// Name of the frame, drawn by its sender; a reply repeats it.
    #[serde(default)]
    pub id: String,
    /// Status of a `reply`, reason of a `close`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Access token of an `init` or `update`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Handle of the session: given out with the reply to `init`, sent back with the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<Secret>,
    /// Whether the continuation token is a new one, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token_status: Option<ContinuationTokenStatus>,
    /// Client metadata of an `init`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Value>,
    /// Message types that an `init` is interested in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registrations: Option<Vec<Registration>>,
    /// The same, confirmed by the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_registrations: Option<Vec<InitRegistration>>,
    /// Optional features, offered by an `init` and confirmed by its reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<String>>,
    /// Grant of the token on which a `message` relies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_grant: Option<String>,
    /// Request line and headers of a tunnelled request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_request: Option<HttpRequest>,
    /// Status line of a tunnelled response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<HttpStatus>,
    /// Headers of a tunnelled response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_headers: Option<Pairs>,
    /// Kind of a `notification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// Registration behind a `notification`; empty in practice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_ctx_id: Option<String>,
    /// Kind of a `client_update`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_update_type: Option<String>,
    /// Media type of the payload; absent means JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload_type: Option<String>,
    /// Length of the payload in bytes.
    #[serde(default)]
    pub payload_size: usize,
}

impl Header {
    /// A header with nothing but its method and id.
    pub fn new(method: Method, id: impl Into<String>) -> Self {
        Self {
            method,
            id: id.into(),
            status: None,
            token: None,
            continuation_token: None,
            continuation_token_status: None,
            metadata: None,
            registrations: None,
            init_registrations: None,
            capabilities: None,
            active_grant: None,
            http_request: None,
            http_status: None,
            http_headers: None,
            message_type: None,
            notification_ctx_id: None,
            client_update_type: None,
            payload_type: None,
            payload_size: 0,
        }
    }
}

/// Request line and headers of a tunnelled HTTP request; path and parameters stay percent-encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// Host, perhaps with a port; only text, nothing resolves it.
    #[serde(default)]
    pub host: String,
    /// Absolute path, percent-encoded.
    #[serde(default)]
    pub path: String,
    /// HTTP method.
    #[serde(default)]
    pub method: String,
    /// Query parameters, percent-encoded; a repeated one is an array on the wire.
    #[serde(default)]
    pub params: Pairs,
    /// Request headers.
    #[serde(default)]
    pub headers: Pairs,
}
