//! Why something failed.

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::twilsock::Status;
use twilsock::client::RequestError;

use crate::{ConfigError, realtime::TokenError};

/// Why a client could not connect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A configuration that cannot work, or a machine without root certificates.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address is not `ws://` or `wss://` with a host.
    #[error("the address must be ws:// or wss:// with a host")]
    Address,
    /// The token provider failed.
    #[error("the token provider failed")]
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
    /// The server closed the connection and does not allow another one.
    #[error("the server closed the connection for good")]
    Closed,
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// As of a call of the REST client: Twilio refused, a value cannot be read or written as JSON, or a
    /// transfer of media failed.
    #[error(transparent)]
    Api(#[from] crate::Error),
    /// There is no answer; unless it is [`RequestError::NotConnected`], the request may have been
    /// carried out.
    #[error("the request has no answer")]
    Request(#[source] RequestError),
    /// An address in the server's configuration is not a URL.
    #[error("an address in the server's configuration is not a URL")]
    Address,
    /// The client's user is not a participant of the conversation.
    #[error("the user is not a participant of the conversation")]
    NotJoined,
    /// The service has no media, or none for this client.
    #[error("the service has no address for this")]
    Unavailable,
    /// The client is shut down.
    #[error("the client is shut down")]
    Closed,
}

impl Error {
    /// Status of the answer, if there was one that refused.
    pub fn status(&self) -> Option<StatusCode> {
        if let Self::Api(error) = self { error.status() } else { None }
    }

    /// Twilio's error number, if Twilio refused; see <https://www.twilio.com/docs/api/errors>.
    pub fn code(&self) -> Option<u32> {
        if let Self::Api(error) = self { error.code() } else { None }
    }
}

/// The body of a success.
pub(super) fn success(response: Response<Bytes>) -> Result<Bytes, Error> {
    let (head, body) = response.into_parts();
    if head.status.is_success() {
        return Ok(body);
    }
    Err(crate::Error::of_response(head.status, &head.headers, &body).into())
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| crate::Error::Decode(error).into())
}

/// The JSON text of a value of the application.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| crate::Error::Json(error).into())
}
