use std::sync::Arc;

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{RoomParticipantSid, RoomSid, TrackSid};

use super::{SubscribeRule, Track};
use crate::{OrderedMap, text::Text};

/// A participant's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomParticipant {
    /// Its SID; each join gets a new one.
    pub sid: RoomParticipantSid,
    /// The room.
    pub room: RoomSid,
    /// Name of the user.
    pub identity: Text,
    /// Whether it is there.
    pub status: MemberStatus,
    /// What it gets of the others.
    pub rules: Arc<[SubscribeRule]>,
    /// When the rules were last changed.
    pub rules_updated: Timestamp,
    /// When it joined.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it left.
    pub ended: Option<Timestamp>,
}

/// Whether a participant is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum MemberStatus {
    /// There.
    Connected,
    /// Its socket is lost; it may come back.
    Reconnecting,
    /// Disconnected permanently.
    Disconnected,
}

/// A participant with its tracks.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its own values.
    pub participant: Arc<RoomParticipant>,
    /// What it publishes, oldest first; after it left, the last ones.
    pub tracks: OrderedMap<TrackSid, Arc<Track>>,
    pub(super) deadline: Option<Timestamp>,
}
