//! Why something failed.

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::{error::ErrorBody, twilsock::Status};
use twilsock::client::RequestError;

use crate::{ConfigError, realtime::TokenError};

/// How much of a body that is not Twilio's is kept for the error, in characters.
const KEPT_TEXT: usize = 300;

/// Why a client did not come up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A configuration that cannot work, or a machine without root certificates.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address is not `ws://` or `wss://` with a host.
    #[error("the address must be ws:// or wss:// with a host")]
    Address,
    /// The application has no token.
    #[error("the application has no token")]
    Token(#[source] TokenError),
    /// The server refused the token.
    #[error("the server refused the token: {} {}", .0.code, .0.status)]
    Refused(Status),
    /// The client was not ready in time; it has stopped.
    #[error("the client was not ready within {} ms", .limit.as_millis())]
    Timeout {
        /// The limit that was passed.
        limit: Duration,
        /// Why the last attempt to connect failed, if one did.
        #[source]
        last: Option<Box<dyn StdError + Send + Sync>>,
    },
    /// The server sent the client away for good.
    #[error("the server closed the connection for good")]
    Closed,
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Twilio refused, in its own words.
    #[error("Twilio answered {status} with error {code}: {message}")]
    Api {
        /// Status of the answer.
        status: StatusCode,
        /// Twilio's error number, see <https://www.twilio.com/docs/api/errors>.
        code: u32,
        /// What went wrong, for people.
        message: String,
    },
    /// The answer is a refusal, but not in Twilio's form.
    #[error("the server answered {status} without an error of Twilio: {text}")]
    Status {
        /// Status of the answer.
        status: StatusCode,
        /// The beginning of the body.
        text: String,
    },
    /// There is no answer; unless it is [`RequestError::NotConnected`], the request may have been
    /// carried out.
    #[error("the request has no answer")]
    Request(#[source] RequestError),
    /// The answer was a success, but its body has another shape than the API's.
    #[error("failed to read the answer")]
    Decode(#[source] serde_json::Error),
    /// A value of the application cannot be written as JSON.
    #[error("failed to write a value as JSON")]
    Json(#[source] serde_json::Error),
    /// The server handed out an address that is none.
    #[error("the server handed out an address that cannot be used")]
    Address,
    /// The client's user does not take part in the conversation.
    #[error("the user does not take part in the conversation")]
    NotJoined,
    /// The service has no media, or none for this client.
    #[error("the server named no address for this")]
    Unavailable,
    /// A transfer of media failed.
    #[cfg(feature = "media")]
    #[error(transparent)]
    Transfer(#[from] crate::Error),
    /// The client is shut down.
    #[error("the client is shut down")]
    Closed,
}

impl Error {
    /// Status of the answer, if there was one that refused.
    pub fn status(&self) -> Option<StatusCode> {
        if let Self::Api { status, .. } | Self::Status { status, .. } = self {
            return Some(*status);
        }
        None
    }

    /// Twilio's error number, if Twilio refused; see <https://www.twilio.com/docs/api/errors>.
    pub fn code(&self) -> Option<u32> {
        if let Self::Api { code, .. } = self { Some(*code) } else { None }
    }
}

/// The body of a success.
pub(super) fn success(response: Response<Bytes>) -> Result<Bytes, Error> {
    let status = response.status();
    let body = response.into_body();
    if status.is_success() {
        return Ok(body);
    }
    if let Ok(error) = serde_json::from_slice::<ErrorBody>(&body) {
        return Err(Error::Api { status, code: error.code, message: error.message });
    }
    let text = String::from_utf8_lossy(&body).chars().take(KEPT_TEXT).collect();
    Err(Error::Status { status, text })
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(Error::Decode)
}

/// The JSON text of a value of the application.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::Json)
}
