use serde::{Deserialize, Serialize};

use crate::twilsock::Secret;

/// A message of a client on the telemetry socket; events need no response.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TelemetryRequest {
    /// Begins.
    Connect {
        /// Access token.
        token: Secret,
    },
    /// An event; its content is discarded.
    #[serde(other)]
    Other,
}

/// What the telemetry socket answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TelemetryReply {
    /// Go on.
    Connected {
        /// Always 1.
        version: u32,
        /// Repeated by the client in every event.
        session: String,
    },
    /// The token is not good.
    Error {
        /// Number in Twilio's error dictionary.
        code: u32,
        /// What went wrong, for people.
        message: String,
    },
}
