//! Why a call failed.

use std::{error::Error as StdError, time::Duration};

use http::{HeaderMap, HeaderName, StatusCode, header::InvalidHeaderValue, uri::InvalidUri};
use twilio_wire::{endpoint::PathError, error::ErrorBody, form::FormError};

/// How much of a body that is not Twilio's is kept, in characters.
const KEPT_TEXT: usize = 300;

/// Name of a request in Twilio's logs, in the headers of its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("twilio-request-id");

/// Why a call failed.
///
/// ```no_run
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
/// let Err(error) = client.conversations().fetch("nowhere").await else { panic!("it is there") };
/// assert_eq!(error.code(), Some(20404));
/// assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
/// assert!(!error.is_retryable());
/// eprintln!("{error}, request {}", error.request_id().unwrap_or("unknown"));
/// # Ok(())
/// # }
/// ```
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
    /// Reads an answer that refused: Twilio's words, or the beginning of whatever else came.
    pub(crate) fn of_response(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let request_id = headers.get(REQUEST_ID).and_then(|id| Some(id.to_str().ok()?.to_owned()));
        if let Ok(ErrorBody { code, message, more_info, status: _ }) = serde_json::from_slice(body)
        {
            return Self::Api { status, code, message, more_info, request_id };
        }
        let text = String::from_utf8_lossy(body).trim().chars().take(KEPT_TEXT).collect();
        Self::Status { status, text, request_id }
    }

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
        is::<crate::ConfigError>();
    }
}
