//! Status of the transport and of tunnelled responses, and back-off.

use serde::{Deserialize, Serialize};

/// Status of the transport in a `reply`, reason in a `close`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Number in the manner of HTTP; 200 to 299 mean success.
    pub code: u16,
    /// Reason in capital letters, such as `UNAUTHORIZED`.
    #[serde(default)]
    pub status: String,
    /// Reason as a sentence; the SDK shows it in `connectionError`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Twilio's error number, such as 20104 for an expired token.
    #[serde(rename = "errorCode", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u32>,
}

impl Status {
    /// A status without description and error number.
    pub fn new(code: u16, status: impl Into<String>) -> Self {
        Self { code, status: status.into(), description: None, error_code: None }
    }

    /// The usual success.
    pub fn ok() -> Self {
        Self::new(200, "OK")
    }

    /// The same status with a description.
    #[must_use = "the description is added to a copy"]
    pub fn because(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }

    /// The same status with Twilio's error number.
    #[must_use = "the number is added to a copy"]
    pub fn with_error_code(self, code: u32) -> Self {
        Self { error_code: Some(code), ..self }
    }

    /// Whether the code is in 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }
}

/// Status line of a tunnelled response; the SDK shows the text of a failure to the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpStatus {
    /// HTTP status code.
    pub code: u16,
    /// Reason phrase, such as `Not Found`.
    #[serde(default)]
    pub status: String,
}

/// Payload of an error or a `close` with the back-off of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// Bounds of the wait.
    pub backoff_policy: BackoffPolicy,
}

/// Bounds of the wait before the next attempt to connect, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackoffPolicy {
    /// Shortest wait; the SDK takes this one.
    pub reconnect_min_ms: u32,
    /// Longest wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconnect_max_ms: Option<u32>,
}

impl Backoff {
    /// A wait between two numbers of milliseconds.
    pub fn between(min_ms: u32, max_ms: u32) -> Self {
        Self {
            backoff_policy: BackoffPolicy {
                reconnect_min_ms: min_ms,
                reconnect_max_ms: Some(max_ms),
            },
        }
    }
}
