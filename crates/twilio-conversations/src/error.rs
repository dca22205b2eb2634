//! Why a client could not be made, and why a call failed.

use std::{error::Error as StdError, io, time::Duration};

use http::{StatusCode, header::InvalidHeaderValue, uri::InvalidUri};
use twilio_wire::{endpoint::PathError, form::FormError};

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The base URL is not `http://` or `https://` with a host and nothing behind it.
    #[error(
        "the base URL must be http:// or https:// with a host, without user name, path or query"
    )]
    BaseUrl,
    /// HTTP Basic cannot carry a user name with a colon or without letters.
    #[error("the user name must not be empty and must not contain a colon")]
    Username,
    /// The certificates of this machine could not be read.
    #[error("failed to read the root certificates of this machine")]
    Roots(#[source] io::Error),
    /// The TLS library refused its own defaults.
    #[error("failed to set up TLS")]
    Tls(#[source] rustls::Error),
    /// A variable of the environment is missing or malformed; its value may be a secret.
    #[error("{name} must be set to {expected}")]
    Variable {
        /// Name of the variable.
        name: &'static str,
        /// What was expected.
        expected: &'static str,
    },
}

/// Why a call failed.
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
        /// Address of the page that explains `code`; may be empty.
        more_info: String,
        /// The request's name in Twilio's logs (`Twilio-Request-Id`), `RQ…`.
        request_id: Option<String>,
    },
    /// Something that is not Twilio's API refused, such as a proxy on the way.
    #[error("the server answered {status} without an error of Twilio: {text}")]
    Status {
        /// Status of the answer.
        status: StatusCode,
        /// The beginning of the body.
        text: String,
        /// The request's name in Twilio's logs (`Twilio-Request-Id`), `RQ…`.
        request_id: Option<String>,
    },
    /// No connection; the request was not sent.
    #[error("failed to connect")]
    Connect(#[source] Box<dyn StdError + Send + Sync>),
    /// The connection broke; the request may have been carried out.
    #[error("the connection broke before the answer was complete")]
    Broken(#[source] Box<dyn StdError + Send + Sync>),
    /// No answer in time; the request may have been carried out.
    #[error("no answer within {} ms", .limit.as_millis())]
    Timeout {
        /// The limit that was passed: that of the attempt, or what the deadline had left of it.
        limit: Duration,
    },
    /// The answer is larger than any answer of the API can be.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer was a success, but its body has another shape than the API's.
    #[error("failed to read the answer")]
    Decode(#[source] serde_json::Error),
    /// The next page of a list lies on another origin, which must not get the credentials.
    #[error("the next page lies outside {origin}")]
    ForeignPage {
        /// The configured origin.
        origin: String,
    },
    /// The name of a resource is empty, or would climb about in the path.
    #[error("a resource cannot be addressed so")]
    Path(#[from] PathError),
    /// The address of the request became too long, by a name or a parameter.
    #[error("failed to write the address of the request")]
    Address(#[source] InvalidUri),
    /// The parameters have no form.
    #[error("failed to write the parameters")]
    Form(#[from] FormError),
    /// The media type of an upload cannot stand in a header.
    #[error("the media type cannot stand in a header")]
    ContentType(#[source] InvalidHeaderValue),
    /// A value of a parameter cannot be written as JSON.
    #[error("failed to write a parameter as JSON")]
    Json(#[source] serde_json::Error),
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

    /// What went wrong in Twilio's words, if Twilio refused.
    pub fn message(&self) -> Option<&str> {
        if let Self::Api { message, .. } = self { Some(message) } else { None }
    }

    /// The request's name in Twilio's logs, `RQ…`, if the answer had it.
    pub fn request_id(&self) -> Option<&str> {
        if let Self::Api { request_id, .. } | Self::Status { request_id, .. } = self {
            return request_id.as_deref();
        }
        None
    }

    /// Whether the same call may succeed later: no answer, 429, or a status of 500 and above.
    ///
    /// A `POST` may have been carried out all the same, except after [`Self::Connect`] and 429.
    pub fn is_retryable(&self) -> bool {
        match self.status() {
            Some(status) => status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error(),
            None => matches!(self, Self::Connect(_) | Self::Broken(_) | Self::Timeout { .. }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        Error::Status { status, text: String::new(), request_id: None }
    }

    #[test]
    fn what_passes_may_be_tried_again() {
        let silence = Error::Timeout { limit: Duration::ZERO };
        let broken = [Error::Connect("refused".into()), Error::Broken("reset".into()), silence];
        assert!(broken.iter().all(Error::is_retryable));
        for (status, retryable) in
            [(429, true), (500, true), (503, true), (404, false), (409, false)]
        {
            assert_eq!(answer(status).is_retryable(), retryable, "{status}");
        }
        assert!(!Error::TooLarge { limit: 1 }.is_retryable());
    }

    #[test]
    fn errors_are_send_and_sync() {
        fn is<T: Send + Sync + 'static>() {}
        is::<Error>();
        is::<ConfigError>();
    }
}
