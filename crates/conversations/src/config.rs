//! Where a client connects, as whom, and how patient it is.

use std::{fmt, time::Duration};

use http::Uri;

use crate::Retry;

/// Origin of the live API (`OpenAPI` document of Conversations v1).
pub const LIVE_URL: &str = "https://conversations.twilio.com";

/// Everything a [`Client`](crate::Client) needs to know.
#[derive(Clone, Debug)]
#[must_use = "a configuration does nothing until a client is made of it"]
pub struct Config {
    pub(crate) base_url: Uri,
    pub(crate) credentials: Credentials,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) retry: Retry,
}

impl Config {
    /// Live Twilio, 5 s for an attempt, 15 s for a call with all its attempts, three repetitions.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            base_url: Uri::from_static(LIVE_URL),
            credentials,
            attempt_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(15),
            retry: Retry::default(),
        }
    }

    /// Talks to another origin, such as the emulator's `http://127.0.0.1:4010`.
    ///
    /// Plain `http` carries the credentials in the clear: it is meant for an emulator nearby.
    pub fn base_url(mut self, origin: Uri) -> Self {
        self.base_url = origin;
        self
    }

    /// Limits one attempt, from dialling to the last byte of the answer.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// Limits a call with all its attempts and the pauses between them.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Says how often and after which pauses a call is repeated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }
}

/// A name and a secret for HTTP Basic: API key SID and key secret, or account SID and auth token.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) username: String,
    pub(crate) password: String,
}

impl Credentials {
    /// The pair as it is; nothing is checked before [`Client::new`](crate::Client::new).
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into() }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}
