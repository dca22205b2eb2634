//! Errors on their way to an answer.

use bytes::Bytes;
use fake_core::{Error, ReadOnly, media_processing::MediaProcessingError, room::RoomError};
use fake_webhooks::PreEventError;
use http::{Response, StatusCode};
use twilio_wire::error::ErrorBody;

use super::response::json;

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Twilio's error number.
    pub code: u32,
    /// For people.
    pub message: String,
}

impl ApiError {
    /// An error with this status, number and text.
    pub fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A request that is wrong in itself.
    pub fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A required parameter that is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::bad(20001, format!("Missing required parameter {name} in the post body"))
    }

    /// A path behind which there is nothing.
    pub(crate) fn not_found(path: &str) -> Self {
        let message = format!("The requested resource {path} was not found");
        Self::new(StatusCode::NOT_FOUND, 20404, message)
    }

    /// The HTTP answer.
    ///
    /// It has the number as an extension, [`ErrorCode`].
    pub fn into_response(self) -> Response<Bytes> {
        let body = ErrorBody::new(self.status.as_u16(), self.code, self.message);
        let mut response = json(self.status, &body);
        response.extensions_mut().insert(ErrorCode(self.code));
        response
    }
}

/// Twilio's error number in an answer, as an extension of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode(pub u32);

/// What is answered when nothing can be recorded any more. No live service gets there; the number is that
/// of the error dictionary for a service that is down.
pub(crate) const READ_ONLY: (StatusCode, u32) = (StatusCode::SERVICE_UNAVAILABLE, 20503);

/// An error of a handler.
#[derive(Debug)]
pub(crate) enum HandlerError {
    /// The domain refused; the audience decides on status and code.
    Conversations(Error),
    /// The domain of rooms refused.
    Room(RoomError),
    /// A request about the media of rooms was refused.
    MediaProcessing(MediaProcessingError),
    /// The request was wrong before the domain saw it.
    Api(ApiError),
}

impl From<Error> for HandlerError {
    fn from(error: Error) -> Self {
        Self::Conversations(error)
    }
}

impl From<ReadOnly> for HandlerError {
    fn from(error: ReadOnly) -> Self {
        ApiError::from(error).into()
    }
}

impl From<ReadOnly> for ApiError {
    fn from(error: ReadOnly) -> Self {
        Self::new(READ_ONLY.0, READ_ONLY.1, error.to_string())
    }
}

impl From<RoomError> for HandlerError {
    fn from(error: RoomError) -> Self {
        Self::Room(error)
    }
}

impl From<MediaProcessingError> for HandlerError {
    fn from(error: MediaProcessingError) -> Self {
        Self::MediaProcessing(error)
    }
}

impl From<PreEventError> for HandlerError {
    fn from(error: PreEventError) -> Self {
        let (status, code) = match &error {
            PreEventError::Rejected => (StatusCode::FORBIDDEN, 50056),
            PreEventError::NoText { code, .. } => (StatusCode::BAD_REQUEST, *code),
            PreEventError::BadAttributes => (StatusCode::BAD_REQUEST, 50304),
            PreEventError::Refused(error) => return Self::Conversations(error.clone()),
        };
        Self::Api(ApiError::new(status, code, error.to_string()))
    }
}

impl From<ApiError> for HandlerError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// 405 for a path that exists.
pub(crate) fn method_not_allowed() -> HandlerError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed").into()
}

/// More media than the emulator may keep.
pub(crate) fn full() -> ApiError {
    let why = "There is no room for more media; see the emulator's option --media-limit";
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, why)
}
