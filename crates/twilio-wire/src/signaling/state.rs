use serde::{Deserialize, Serialize};
use twilio_sid::{RoomParticipantSid, TrackSid};

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Messages of the application.
    Data,
}

/// How important a track is to its publisher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Less than usual.
    Low,
    /// As usual.
    #[default]
    Standard,
    /// More than usual.
    High,
}

/// A participant in the room state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantEntry {
    /// The other's SID.
    pub sid: RoomParticipantSid,
    /// The other's name.
    pub identity: String,
    /// Whether the other is there.
    pub state: ParticipantState,
    /// Counted by the server; an entry that is not newer is skipped.
    pub revision: u64,
    /// All tracks of the other.
    pub tracks: Vec<RemoteTrack>,
}

/// Whether a participant is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParticipantState {
    /// There.
    Connected,
    /// Its socket is lost; it may come back.
    Reconnecting,
    /// Disconnected permanently.
    Disconnected,
}

/// A track of another participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteTrack {
    /// Its SID.
    pub sid: TrackSid,
    /// Name for the application.
    pub name: String,
    /// What it carries.
    pub kind: TrackKind,
    /// Whether it is on.
    pub enabled: bool,
    /// How important it is.
    pub priority: Priority,
}

/// Outcome of a participant's own tracks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publications {
    /// Counted by the server, per participant.
    pub revision: u64,
    /// The tracks, found by the client's identifier.
    pub tracks: Vec<Publication>,
}

/// Outcome of one track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The client's identifier.
    pub id: String,
    /// The SID, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<TrackSid>,
    /// How far it came.
    pub state: PublicationState,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<TrackError>,
}

/// How far a publication came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationState {
    /// Not there yet.
    Created,
    /// Others can see it.
    Ready,
    /// Refused.
    Failed,
}

/// Why something failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackError {
    /// Number in Twilio's error dictionary.
    pub code: u32,
    /// What went wrong, for people.
    pub message: String,
}

/// All tracks that a participant gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionList {
    /// Counted by the server, per participant.
    pub revision: u64,
    /// The tracks.
    pub tracks: Vec<Subscription>,
}

/// A track that a participant gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its SID.
    pub sid: TrackSid,
    /// Its name in the SDP of the peer connection it comes by.
    pub id: String,
}

/// Whether the room is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Whether it is.
    pub is_recording: bool,
    /// Counted by the server.
    pub revision: u64,
}
