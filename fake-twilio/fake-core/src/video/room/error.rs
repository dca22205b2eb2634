use crate::ReadOnly;

/// Why a command about rooms changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoomError {
    /// The log store has failed.
    #[error(transparent)]
    ReadOnly(#[from] ReadOnly),
    /// The token opens another room.
    #[error("Invalid Access Token grants")]
    OtherRoomGranted,
    /// The room's name is empty or looks like the SID of a room.
    #[error("Room name is invalid")]
    NameInvalid,
    /// The room's name is too long.
    #[error("Room name is too long")]
    NameTooLong,
    /// The room's name has characters that are not allowed.
    #[error("Room name contains invalid characters")]
    NameChars,
    /// The room is full.
    #[error("Room contains too many Participants")]
    Full,
    /// There is no such room.
    #[error("Room not found")]
    NoRoom,
    /// A room with the name is in progress.
    #[error("Room exists")]
    Exists,
    /// The room has ended.
    #[error("Room completed")]
    Completed,
    /// The room carries sound only.
    #[error("The track kind is not supported by the Room")]
    TrackKind,
    /// The identity is missing, blank, or has the form of a participant SID.
    #[error("Participant identity is invalid")]
    IdentityInvalid,
    /// The identity is too long.
    #[error("Participant identity is too long")]
    IdentityTooLong,
    /// The participant publishes too many tracks.
    #[error(
        "The maximum number of published tracks allowed in the Room at the same time has been reached"
    )]
    TooManyTracks,
    /// There is no such participant, or no longer.
    #[error("Participant not found")]
    NoParticipant,
    /// There is no such track, or no longer.
    #[error("Track not found")]
    NoTrack,
    /// The participant is still in the room.
    #[error("Participant is still connected")]
    StillThere,
    /// The track is invalid.
    #[error("Track is invalid")]
    TrackInvalid,
    /// The track's name is too long.
    #[error("Track name is too long")]
    TrackNameTooLong,
    /// The track's name has characters that are not allowed.
    #[error("Track name contains invalid characters")]
    TrackNameChars,
    /// Another track of the participant has the name.
    #[error("Track name is duplicated")]
    TrackNameTaken,
}

impl RoomError {
    /// Number in Twilio's error dictionary; texts and numbers are those of `twilio-video` 2.36.0.
    pub const fn code(self) -> u32 {
        match self {
            // The dictionary has no numbers of their own for these; only REST refuses so.
            Self::StillThere => 20001,
            Self::ReadOnly(_) => 53000,
            Self::NoTrack => 20404,
            Self::OtherRoomGranted => 20106,
            Self::NameInvalid => 53100,
            Self::NameTooLong => 53101,
            Self::NameChars => 53102,
            Self::Full => 53105,
            Self::NoRoom => 53106,
            Self::Exists => 53113,
            Self::Completed => 53118,
            Self::TrackKind => 53125,
            Self::IdentityInvalid => 53200,
            Self::IdentityTooLong => 53201,
            Self::TooManyTracks => 53203,
            Self::NoParticipant => 53204,
            Self::TrackInvalid => 53300,
            Self::TrackNameTooLong => 53302,
            Self::TrackNameChars => 53303,
            Self::TrackNameTaken => 53304,
        }
    }
}
