//! Why a client could not be made, and why a call failed.

use std::{error::Error as StdError, io, time::Duration};

use http::{StatusCode, uri::InvalidUri};
use twilio_wire::{endpoint::PathError, form::FormError};

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
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
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
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
    },
    /// Something that is not Twilio's API refused, such as a proxy on the way.
    #[error("the server answered {status} without an error of Twilio: {text}")]
    Status {
        /// Status of the answer.
        status: StatusCode,
        /// The beginning of the body.
        text: String,
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
}

impl Error {
    /// Status of the answer, if there was one that refused.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api { status, .. } | Self::Status { status, .. } => Some(*status),
            Self::Connect(_)
            | Self::Broken(_)
            | Self::Timeout { .. }
            | Self::TooLarge { .. }
            | Self::Decode(_)
            | Self::ForeignPage { .. }
            | Self::Path(_)
            | Self::Address(_)
            | Self::Form(_) => None,
        }
    }

    /// Twilio's error number, if Twilio refused.
    pub fn code(&self) -> Option<u32> {
        if let Self::Api { code, .. } = self { Some(*code) } else { None }
    }
}
