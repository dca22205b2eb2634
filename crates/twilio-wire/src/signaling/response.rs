use serde::{Deserialize, Serialize};
use serde_json::Value;
use twilio_sid::{RoomParticipantSid, RoomSid};

use super::{
    FrameError, Iced, ParticipantEntry, PeerConnection, Publications, ROOM_VERSION, Recording,
    SubscriptionList, typed_frame::kind,
};
use crate::twilsock::Secret;

/// A room message of the server.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// ICE servers.
    Iced(Iced),
    /// The room that was joined, in full.
    Connected(Box<RoomState>),
    /// The room that was come back to, in full; what it does not list is gone.
    Synced(Box<RoomState>),
    /// What changed.
    Update(Box<RoomState>),
    /// The end, without an error unless the status is `completed`.
    Disconnected(RoomStatus),
    /// An error, which may end the session.
    Error(RoomError),
}

impl ServerMessage {
    /// Reads a message.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        Ok(match kind(text)?.as_ref() {
            "iced" => Self::Iced(serde_json::from_str(text)?),
            "connected" => Self::Connected(serde_json::from_str(text)?),
            "synced" => Self::Synced(serde_json::from_str(text)?),
            "update" => Self::Update(serde_json::from_str(text)?),
            "disconnected" => Self::Disconnected(serde_json::from_str(text)?),
            "error" => Self::Error(serde_json::from_str(text)?),
            _ => return Err(FrameError::Unknown),
        })
    }
}

/// What there is to know of a room, or what changed of it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct RoomState {
    /// Always [`ROOM_VERSION`].
    pub version: u32,
    /// The key to come back with.
    pub session: Option<Secret>,
    /// The room's SID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<RoomSid>,
    /// The room's name, or its SID if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<Own>,
    /// How this session is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Options>,
    /// The others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<ParticipantEntry>>,
    /// The receiver's tracks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Publications>,
    /// The others' tracks that the receiver gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscribed: Option<SubscriptionList>,
    /// Whether the room is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// Data channels of the server, by feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_signaling: Option<Value>,
    /// Peer connections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer_connections: Option<Vec<PeerConnection>>,
}

impl RoomState {
    /// Nothing yet, for the holder of this session.
    pub fn of(session: Secret) -> Self {
        Self { version: ROOM_VERSION, session: Some(session), ..Self::default() }
    }
}

/// Who the receiver of a message is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Own {
    /// The SID.
    pub sid: RoomParticipantSid,
    /// The identity of the token.
    pub identity: String,
}

/// How a session is run; the SDK needs `session_timeout`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Options {
    /// Seconds that a lost client has to come back.
    pub session_timeout: u64,
    /// Where the signaling is.
    pub signaling_region: String,
    /// Where the media are; none in a peer-to-peer room.
    pub media_region: Option<String>,
    /// Makers of noise cancellation that may be used.
    pub audio_processors: Vec<String>,
}

/// How a room ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RoomStatus {
    /// `completed` makes the SDK report 53118.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// An error, which may end the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RoomError {
    /// Always [`ROOM_VERSION`].
    pub version: u32,
    /// Number in Twilio's error dictionary.
    pub code: u32,
    /// The error; the SDK shows its own message for known codes.
    pub message: String,
}

impl RoomError {
    /// An error with this code.
    pub fn new(code: u32, message: impl Into<String>) -> Self {
        Self { version: ROOM_VERSION, code, message: message.into() }
    }
}
