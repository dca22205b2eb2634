//! Errors of Video.

use fake_core::{media_processing::MediaProcessingError, room::RoomRefusal};
use http::StatusCode;

pub(crate) fn room_refusal(refusal: RoomRefusal) -> (StatusCode, u32) {
    match refusal {
        RoomRefusal::NoRoom | RoomRefusal::NoParticipant | RoomRefusal::NoTrack => {
            (StatusCode::NOT_FOUND, 20404)
        }
        // Over REST an ended room is one in the wrong state.
        RoomRefusal::Completed => (StatusCode::BAD_REQUEST, 53112),
        RoomRefusal::OtherRoomGranted
        | RoomRefusal::NameInvalid
        | RoomRefusal::NameTooLong
        | RoomRefusal::NameChars
        | RoomRefusal::Full
        | RoomRefusal::Exists
        | RoomRefusal::TrackKind
        | RoomRefusal::IdentityInvalid
        | RoomRefusal::IdentityTooLong
        | RoomRefusal::TooManyTracks
        | RoomRefusal::StillThere
        | RoomRefusal::TrackInvalid
        | RoomRefusal::TrackNameTooLong
        | RoomRefusal::TrackNameChars
        | RoomRefusal::TrackNameTaken => (StatusCode::BAD_REQUEST, refusal.code()),
    }
}

pub(crate) fn media_processing_error(refusal: MediaProcessingError) -> (StatusCode, u32) {
    match refusal {
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
