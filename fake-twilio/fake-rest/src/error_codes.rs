//! From the domain's errors to Twilio's statuses and error numbers.
//!
//! Codes: Twilio's error dictionary. Statuses that no public answer shows are `assumed` to be 400;
//! a live refusal would settle each.

mod conversations;
pub(crate) mod video;

use conversations::status_and_code;
use http::StatusCode;

use crate::{
    error_codes::video::{media_processing_error, room_refusal},
    http::error::{ApiError, Failure},
};

/// Who reads the answer: missing things have other codes for clients than over REST.
#[derive(Clone, Copy)]
pub(crate) enum Audience<'a> {
    /// A caller of the public REST API, who asked for this path.
    Rest(&'a str),
    /// The Conversations SDK.
    Client,
}

pub(crate) fn explain(failure: Failure, audience: Audience<'_>) -> ApiError {
    match failure {
        Failure::Rejected(error) => error,
        Failure::Refused(refusal) => tell(status_and_code(&refusal), &refusal, audience),
        Failure::RoomRefused(refusal) => tell(room_refusal(refusal), &refusal, audience),
        Failure::MediaProcessing(refusal) => {
            tell(media_processing_error(refusal), &refusal, audience)
        }
    }
}

fn tell(
    (status, code): (StatusCode, u32),
    refusal: &impl std::error::Error,
    audience: Audience<'_>,
) -> ApiError {
    match audience {
        Audience::Rest(path) if status == StatusCode::NOT_FOUND => ApiError::not_found(path),
        Audience::Rest(_) | Audience::Client => ApiError::new(status, code, refusal.to_string()),
    }
}
