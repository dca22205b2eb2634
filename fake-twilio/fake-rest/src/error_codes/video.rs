//! Errors of Video.

use fake_core::{production::ProductionRefusal, room::RoomRefusal};
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

pub(crate) fn production_refusal(refusal: ProductionRefusal) -> (StatusCode, u32) {
    match refusal {
        ProductionRefusal::NoRecording
        | ProductionRefusal::NoComposition
        | ProductionRefusal::NoHook
        | ProductionRefusal::NoSettings
        | ProductionRefusal::NoTranscription => (StatusCode::NOT_FOUND, 20404),
        // The dictionary has no codes for these.
        ProductionRefusal::NoSources | ProductionRefusal::HookNameTooLong => {
            (StatusCode::BAD_REQUEST, 20001)
        }
        ProductionRefusal::HookNameTaken => (StatusCode::CONFLICT, 20409),
    }
}
