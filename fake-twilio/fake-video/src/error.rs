use fake_core::room::RoomError;
use twilio_token::VerifyError;
use twilio_wire::signaling::{RoomError as WireError, ServerMessage};

/// Why a request of a client fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignalingError {
    /// The token is not good.
    #[error(transparent)]
    Token(#[from] VerifyError),
    /// The token has no video grant.
    #[error("Invalid Access Token grants")]
    NoVideoGrant,
    /// The token is good, but its account is not open.
    #[error("Invalid Access Token issuer/subject")]
    NoAccount,
    /// The room does not take the command.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The session has ended or does not exist.
    #[error("Signaling connection disconnected")]
    NoSession,
    /// The message is not understood.
    #[error("Client sent an invalid signaling message")]
    Malformed,
    /// The same identity connected again.
    #[error("Participant disconnected because of duplicate identity")]
    Replaced,
    /// The participant stayed for as long as the room allows.
    ///
    /// assumed: what the real server sends then is not known; the dictionary has no better number.
    #[error("Unable to connect to Room")]
    Overstayed,
}

impl SignalingError {
    /// Number in Twilio's error dictionary.
    pub const fn code(self) -> u32 {
        match self {
            Self::Token(error) => error.code(),
            Self::NoVideoGrant => 20106,
            Self::NoAccount => 20103,
            Self::Room(refusal) => refusal.code(),
            Self::NoSession => 53001,
            Self::Malformed => 53004,
            Self::Replaced => 53205,
            Self::Overstayed => 53104,
        }
    }
}

impl From<SignalingError> for WireError {
    fn from(error: SignalingError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<SignalingError> for ServerMessage {
    fn from(error: SignalingError) -> Self {
        Self::Error(WireError::from(error))
    }
}
