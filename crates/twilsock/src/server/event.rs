//! Events of a server connection.

use bytes::Bytes;
use http::Request;
use twilio_wire::twilsock::{Registration, Secret};

use crate::FrameId;

/// A request of a client.
#[derive(Clone, Debug)]
pub enum Event {
    /// A client authenticates; respond with `accept` or `reject`.
    Init {
        /// Names the frame in the answer.
        id: FrameId,
        /// Access token, not looked at yet.
        token: Secret,
        /// What the last `accept` of the same client gave out.
        continuation_token: Option<Secret>,
        /// Message types of interest.
        registrations: Vec<Registration>,
        /// Metadata of the client.
        metadata: Option<serde_json::Value>,
    },
    /// A client brings a new access token; answer with `accept` or `refuse`.
    Update {
        /// Names the frame in the answer.
        id: FrameId,
        /// Access token, not looked at yet.
        token: Secret,
    },
    /// A tunnelled request; answer with `reply`. The URI is `http://{host}{path}?{params}`, still
    /// percent-encoded.
    Request {
        /// Names the frame in the answer.
        id: FrameId,
        /// The request.
        request: Box<Request<Bytes>>,
    },
    /// The client sent `close`; the connection is closed next.
    Closed,
}
