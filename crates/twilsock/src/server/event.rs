//! What a server connection tells the application.

use bytes::Bytes;
use http::Request;
use twilio_wire::twilsock::{Registration, Secret};

use crate::FrameId;

/// What a client asks for.
#[derive(Clone, Debug)]
pub enum Event {
    /// A client says who it is; answer with `accept` or `refuse`.
    Init {
        /// Names the frame in the answer.
        id: FrameId,
        /// Access token, not looked at yet.
        token: Secret,
        /// What the last `accept` of the same client gave out.
        continuation_token: Option<Secret>,
        /// Message types of interest.
        registrations: Vec<Registration>,
        /// What the client tells about itself.
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
    /// The client said `close`; the hang-up follows.
    Closed,
}
