//! From the domain's errors to Twilio's statuses and error numbers.
//!
//! Codes: Twilio's error dictionary. Statuses that no public answer shows are `assumed` to be 400;
//! settled for many by the contract tests `identities_are_judged`, `malformed_addresses_are_refused`,
//! `messages_have_something_to_show`, `roles_fit_where_they_are_given`, `settings_of_rooms_are_judged`,
//! `timers_have_a_least_length` and `webhooks_need_their_settings`.

mod conversations;
pub(crate) mod video;

use conversations::status_and_code;
use http::StatusCode;

use crate::{
    error_codes::video::{media_processing_error, room_error},
    http::error::{ApiError, HandlerError},
};

/// The recipient of an error: REST and the SDK have different codes for missing resources.
#[derive(Clone, Copy)]
pub(crate) enum Audience<'a> {
    /// A caller of the public REST API, at this path.
    Rest(&'a str),
    /// The Conversations SDK.
    Client,
}

pub(crate) fn explain(error: HandlerError, audience: Audience<'_>) -> ApiError {
    match error {
        HandlerError::Api(error) => error,
        HandlerError::Conversations(error) => api_error(status_and_code(&error), &error, audience),
        HandlerError::Room(error) => api_error(room_error(error), &error, audience),
        HandlerError::MediaProcessing(error) => {
            api_error(media_processing_error(error), &error, audience)
        }
    }
}

fn api_error(
    (status, code): (StatusCode, u32),
    error: &impl std::error::Error,
    audience: Audience<'_>,
) -> ApiError {
    match audience {
        Audience::Rest(path) if status == StatusCode::NOT_FOUND => ApiError::not_found(path),
        Audience::Rest(_) | Audience::Client => ApiError::new(status, code, error.to_string()),
    }
}
