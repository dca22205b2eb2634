use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FrameError, PeerConnection, Priority, TrackKind, typed_frame::kind};
use crate::twilsock::Secret;

/// A room message of a client.
///
/// What is only passed on stays as it was written, so there is no way to it but [`Self::parse`].
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Requests ICE servers.
    Ice(IceRequest),
    /// Joins a room.
    Connect(Box<Connect>),
    /// Comes back after a lost socket.
    Sync(Box<Sync>),
    /// Sends changes.
    Update(UpdateRequest),
    /// Leaves the room.
    Disconnect(Disconnect),
}

impl ClientMessage {
    /// Reads a message.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        Ok(match kind(text)?.as_ref() {
            "ice" => Self::Ice(serde_json::from_str(text)?),
            "connect" => Self::Connect(serde_json::from_str(text)?),
            "sync" => Self::Sync(serde_json::from_str(text)?),
            "update" => Self::Update(serde_json::from_str(text)?),
            "disconnect" => Self::Disconnect(serde_json::from_str(text)?),
            _ => return Err(FrameError::Unknown),
        })
    }
}

/// Requests ICE servers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct IceRequest {
    /// Access token.
    pub token: Secret,
}

/// Joins a room.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Connect {
    /// Name or SID of the room; `None` creates one.
    #[serde(default)]
    pub name: Option<String>,
    /// Access token.
    pub token: Secret,
    /// The program that connects.
    #[serde(default)]
    pub publisher: Option<Publisher>,
    /// Who connects, with the tracks to publish from the start.
    pub participant: LocalParticipant,
    /// One peer connection with an offer, which the server answers or closes.
    #[serde(default)]
    pub peer_connections: Vec<PeerConnection>,
    /// What to subscribe to.
    #[serde(default)]
    pub subscribe: Option<Subscriptions>,
    /// Requested features, by name, that need a data channel of the server.
    #[serde(default)]
    pub media_signaling: Option<Value>,
    /// The client's bandwidth profile.
    #[serde(default)]
    pub bandwidth_profile: Option<Value>,
}

/// The program that connects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Publisher {
    /// Name of the SDK.
    #[serde(default)]
    pub name: Option<String>,
    /// Its version.
    #[serde(default)]
    pub sdk_version: Option<String>,
}

/// A participant's own state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LocalParticipant {
    /// Counted by the client; a state that is not newer changes nothing.
    pub revision: u64,
    /// All tracks to publish.
    #[serde(default)]
    pub tracks: Vec<LocalTrack>,
}

/// A track to publish.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LocalTrack {
    /// Name of the medium in the SDP, or of the data channel.
    pub id: String,
    /// What it carries.
    pub kind: TrackKind,
    /// Name for the application.
    pub name: String,
    /// Whether it is on, that is, not muted.
    pub enabled: bool,
    /// How important it is.
    #[serde(default)]
    pub priority: Priority,
}

/// What to subscribe to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Subscriptions {
    /// The rules.
    #[serde(default)]
    pub rules: Vec<SubscribeRule>,
}

/// One rule; the SDK sends exactly one, about all tracks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SubscribeRule {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: SubscribeRuleType,
    /// Whether it is about all tracks.
    #[serde(default)]
    pub all: bool,
}

/// What a [`SubscribeRule`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscribeRuleType {
    /// Subscribes.
    Include,
    /// Does not subscribe.
    Exclude,
}

/// Comes back after a lost socket.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sync {
    /// What `connected` handed out.
    pub session: Secret,
    /// Access token.
    pub token: Secret,
    /// The own state.
    pub participant: LocalParticipant,
    /// All peer connections with the client's latest descriptions.
    #[serde(default)]
    pub peer_connections: Vec<PeerConnection>,
}

/// Sends changes of the client.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct UpdateRequest {
    /// What `connected` handed out.
    pub session: Secret,
    /// The own state, often an old one.
    #[serde(default)]
    pub participant: Option<LocalParticipant>,
    /// News of peer connections.
    #[serde(default)]
    pub peer_connections: Vec<PeerConnection>,
}

/// Leaves the room.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Disconnect {
    /// What `connected` handed out; none if the client gave up before that.
    #[serde(default)]
    pub session: Option<Secret>,
}
