//! Replies and `close` frames of the application.

use bytes::Bytes;
use http::{Response, StatusCode, header::CONTENT_TYPE};
use jiff::Timestamp;
use twilio_wire::twilsock::{
    Backoff, ContinuationTokenStatus, Header, Method, Secret, Status, TOKEN_EXPIRED, TOKEN_INVALID,
};

use crate::{Frame, FrameId};

/// A welcome to an `init` or `update`.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Handle of the session; only in replies to `init`.
    pub continuation_token: Secret,
    /// Why the handle is a new one; `None` if it is the one that the client sent.
    pub reissue: Option<Reissue>,
    /// When the token stops to be good.
    pub expires_at: Timestamp,
}

/// Why a client gets a new continuation token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reissue {
    /// It sent none.
    Missing,
    /// It sent the token of another client.
    DifferentIdentity,
    /// It sent one that this server does not know.
    ///
    /// assumed: the word; recordings hold the other two only.
    Unknown,
}

impl From<Reissue> for ContinuationTokenStatus {
    fn from(reason: Reissue) -> Self {
        let (word, sentence) = match reason {
            Reissue::Missing => ("MISSING", "Continuation token is not provided"),
            Reissue::DifferentIdentity => {
                ("DIFFERENT_IDENTITY", "Continuation token belongs to another identity")
            }
            Reissue::Unknown => ("UNKNOWN", "Continuation token is not known"),
        };
        Self {
            reissued: true,
            reissue_reason: Some(word.to_owned()),
            reissue_message: Some(sentence.to_owned()),
        }
    }
}

/// An error reply to an `init` or `update`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyError {
    /// A status that is not success.
    pub status: Status,
    /// How long to stay away; the SDK reads it with status 429 only.
    pub backoff: Option<Backoff>,
}

impl ReplyError {
    /// An error without back-off.
    pub fn new(status: Status) -> Self {
        Self { status, backoff: None }
    }

    /// The token's time is over: 401, 20104. The SDK raises `tokenExpired`.
    pub fn token_expired() -> Self {
        let status = Status::new(401, "UNAUTHORIZED").because("Token expired");
        Self::new(status.with_error_code(TOKEN_EXPIRED))
    }

    /// The token is not good for another reason: 401, 20101.
    pub fn invalid_token(why: &str) -> Self {
        let status = Status::new(401, "UNAUTHORIZED").because(why);
        Self::new(status.with_error_code(TOKEN_INVALID))
    }

    /// The new token has another identity: 403.
    ///
    /// assumed: production's answer is not known.
    pub fn different_identity() -> Self {
        Self::new(Status::new(403, "FORBIDDEN").because("Token belongs to another identity"))
    }

    /// Too many connections or attempts: 429, 51202.
    pub fn too_many_requests(backoff: Option<Backoff>) -> Self {
        let status = Status::new(429, "TOO_MANY_REQUESTS").because("Too many requests");
        Self { status: status.with_error_code(51202), backoff }
    }

    pub(super) fn into_frame(self, id: &FrameId) -> Frame {
        let header =
            Header { status: Some(self.status), ..Header::new(Method::Reply, id.as_str()) };
        with_backoff(header, self.backoff)
    }
}

/// The server's final message on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// 308, 410, 401, 406 and 417 have a meaning of their own; the rest makes the SDK reconnect.
    pub status: Status,
    /// How long to stay away; the SDK reads it with status 308 only.
    pub backoff: Option<Backoff>,
}

impl Close {
    /// A final message without a wait.
    pub fn new(status: Status) -> Self {
        Self { status, backoff: None }
    }

    /// Go to another server: 308. The SDK reconnects.
    pub fn offload(backoff: Option<Backoff>) -> Self {
        Self { status: Status::new(308, "OFFLOAD").because("Connection is offloaded"), backoff }
    }

    /// The token's time is over: 410. The SDK raises `tokenExpired` and stays away.
    pub fn token_expired() -> Self {
        let status = Status::new(410, "GONE").because("Token expired");
        Self::new(status.with_error_code(TOKEN_EXPIRED))
    }

    /// The client may not be here any longer: 401. The SDK stays away.
    pub fn unauthorized(why: &str) -> Self {
        Self::new(Status::new(401, "UNAUTHORIZED").because(why))
    }

    /// What the client speaks is not Twilsock V3.0: 406. The SDK is finished.
    pub fn unsupported_protocol() -> Self {
        Self::new(Status::new(406, "NOT_ACCEPTABLE").because("Unsupported protocol"))
    }

    /// A frame cannot be read: 417. The SDK is finished.
    pub fn protocol_error(why: &str) -> Self {
        Self::new(Status::new(417, "EXPECTATION_FAILED").because(why))
    }

    pub(super) fn into_frame(self, id: &str) -> Frame {
        let header = Header { status: Some(self.status), ..Header::new(Method::Close, id) };
        with_backoff(header, self.backoff)
    }
}

/// The answer to a `message` that holds no HTTP request.
///
/// assumed: code 20001, Twilio's number for an invalid parameter; the SDK cannot send such a frame.
pub(super) fn bad_request(why: &str) -> Response<Bytes> {
    let body = serde_json::json!({
        "status": 400,
        "code": 20001,
        "message": why,
        "more_info": "https://www.twilio.com/docs/errors/20001",
    });
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn with_backoff(header: Header, backoff: Option<Backoff>) -> Frame {
    match backoff.and_then(|backoff| serde_json::to_vec(&backoff).ok()) {
        Some(payload) => Frame::with_json(header, payload),
        None => Frame::new(header),
    }
}
