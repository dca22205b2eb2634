//! The error body of every Twilio API.

use serde::{Deserialize, Serialize};

/// What Twilio answers instead of a resource.
///
/// Source: live answers quoted in public issue threads; both official libraries read exactly these
/// members. A body with `type` and `title` would make them raise another exception class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Twilio's error number, see <https://www.twilio.com/docs/api/errors>.
    pub code: u32,
    /// What went wrong, for people.
    pub message: String,
    /// Address of the page that explains `code`.
    #[serde(default)]
    pub more_info: String,
    /// The HTTP status of the answer, repeated.
    pub status: u16,
}

impl ErrorBody {
    /// The body for an HTTP status, a Twilio code and a text for people.
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        let more_info = format!("https://www.twilio.com/docs/errors/{code}");
        Self { code, message: message.into(), more_info, status }
    }
}
