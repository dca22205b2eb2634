//! Events of a client.

use bytes::Bytes;
use http::Response;
use twilio_wire::twilsock::{Backoff, Status};

/// Names a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(super) u64);

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The server accepted the `init`; queued requests go out next.
    Connected,
    /// The server refused the `init` or `update`; `Disconnected` follows.
    Refused {
        /// Its reason.
        status: Status,
    },
    /// The server sent `close`; `Disconnected` follows.
    ClosedByServer {
        /// Its reason; code 0 if it named none.
        status: Status,
    },
    /// The client has no connection any longer.
    Disconnected {
        /// Whether to dial again.
        reconnect: Reconnect,
    },
    /// The token is good for three more minutes at most.
    TokenAboutToExpire,
    /// The token is not good any longer.
    TokenExpired,
    /// The server took the new token.
    TokenUpdated,
    /// A request is answered or has failed.
    Reply {
        /// Which one.
        id: RequestId,
        /// The response, whatever its status, or why there is none.
        result: Result<Response<Bytes>, RequestError>,
    },
    /// The server pushed something.
    Notification {
        /// What kind of thing.
        message_type: String,
        /// The thing, JSON.
        payload: Bytes,
    },
}

/// Whether and when to dial again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// After the usual wait, or a longer one if the server requires it.
    WithBackoff(Option<Backoff>),
    /// When there is a new token.
    WithNewToken,
    /// Never: this client is finished.
    Never,
}

/// Why a request has no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The URL has no host.
    #[error("the URL is not absolute")]
    Address,
    /// There was no connection for too long.
    #[error("no connection came up in time")]
    NotConnected,
    /// The reply did not come in time.
    #[error("the reply did not come in time")]
    TimedOut,
    /// The connection was lost; whether the server acted is not known.
    #[error("disconnected")]
    Disconnected,
    /// The server's transport refused to carry the request.
    #[error("transport failure: {}", .0.status)]
    Transport(Status),
    /// The reply cannot be read.
    #[error("the reply is not an HTTP response")]
    Malformed,
    /// The client is shut down.
    #[error("the client is shut down")]
    Finished,
}
