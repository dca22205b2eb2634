//! `application/x-www-form-urlencoded` bodies and query strings.

use serde::{Serialize, de::DeserializeOwned};

/// Media type of a form.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// Why a form could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The bytes are not a form of the expected shape.
    #[error("the form is malformed: {0}")]
    Read(#[from] serde_html_form::de::Error),
    /// The value has no form.
    #[error("failed to encode the form: {0}")]
    Write(#[from] serde_html_form::ser::Error),
}

/// Reads a form; unknown names are ignored, as Twilio does.
///
/// # Errors
/// [`FormError::Read`].
pub fn decode<T: DeserializeOwned>(text: &[u8]) -> Result<T, FormError> {
    Ok(serde_html_form::from_bytes(text)?)
}

/// Writes a form.
///
/// # Errors
/// [`FormError::Write`] for a value that is no list of names and texts, such as a number.
pub fn encode<T: Serialize>(value: &T) -> Result<String, FormError> {
    Ok(serde_html_form::to_string(value)?)
}
