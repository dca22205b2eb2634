//! Errors of Video.

use fake_core::{media_processing::MediaProcessingError, room::RoomError};
use http::StatusCode;

use crate::http::error::READ_ONLY;

pub(crate) fn room_error(error: RoomError) -> (StatusCode, u32) {
    match error {
        RoomError::ReadOnly(_) => READ_ONLY,
        RoomError::NoRoom | RoomError::NoParticipant | RoomError::NoTrack => {
            (StatusCode::NOT_FOUND, 20404)
        }
        // Over REST an ended room is one in the wrong state.
        RoomError::Completed => (StatusCode::BAD_REQUEST, 53112),
        RoomError::OtherRoomGranted
        | RoomError::NameInvalid
        | RoomError::NameTooLong
        | RoomError::NameChars
        | RoomError::Full
        | RoomError::Exists
        | RoomError::TrackKind
        | RoomError::IdentityInvalid
        | RoomError::IdentityTooLong
        | RoomError::TooManyTracks
        | RoomError::StillThere
        | RoomError::TrackInvalid
        | RoomError::TrackNameTooLong
        | RoomError::TrackNameChars
        | RoomError::TrackNameTaken => (StatusCode::BAD_REQUEST, error.code()),
    }
}

pub(crate) fn media_processing_error(error: MediaProcessingError) -> (StatusCode, u32) {
    match error {
        MediaProcessingError::ReadOnly(_) => READ_ONLY,
        MediaProcessingError::NoRecording
        | MediaProcessingError::NoComposition
        | MediaProcessingError::NoHook
        | MediaProcessingError::NoSettings
        | MediaProcessingError::NoTranscription => (StatusCode::NOT_FOUND, 20404),
        // The dictionary has no codes for these.
        MediaProcessingError::NoSources | MediaProcessingError::HookNameTooLong => {
            (StatusCode::BAD_REQUEST, 20001)
        }
        MediaProcessingError::HookNameTaken => (StatusCode::CONFLICT, 20409),
    }
}
