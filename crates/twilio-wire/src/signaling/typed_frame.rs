//! What every frame and message begins with.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Why a text is not a frame or a message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// It is not a JSON object with a `type`, or a member has the wrong type.
    #[error("the frame is not understood")]
    Json(#[from] serde_json::Error),
    /// Its `type` is unknown.
    #[error("the frame's type is unknown")]
    Unknown,
    /// It is a `msg` without a body.
    #[error("the message has no body")]
    NoBody,
}

/// A frame or message whose kind decides how the rest is read.
#[derive(Deserialize)]
pub(super) struct TypedFrame<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) body: Option<&'a RawValue>,
}

/// The `type` of a frame or message.
pub(super) fn kind(text: &str) -> Result<Cow<'_, str>, FrameError> {
    let TypedFrame { kind, body: _ } = serde_json::from_str(text)?;
    Ok(kind)
}
