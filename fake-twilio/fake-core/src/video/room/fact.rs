use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::RoomSid;

use super::{Departure, RoomParticipant, RoomProfile, Track};

/// A recorded change of the rooms of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomFact {
    /// A room came into being.
    Created(Arc<RoomProfile>),
    /// A room's own values changed.
    Updated(Arc<RoomProfile>),
    /// A room ended, after its participants left; this is its last record.
    Completed(Arc<RoomProfile>),
    /// A participant joined.
    ParticipantConnected(Arc<RoomParticipant>),
    /// A participant was lost or came back, or its subscribe rules changed.
    ParticipantUpdated(Arc<RoomParticipant>),
    /// A participant left; this is its last record, and its tracks went with it.
    ParticipantDisconnected(Arc<RoomParticipant>, Departure),
    /// A track was published.
    TrackPublished(RoomSid, Arc<Track>),
    /// A track was switched on or off, or its priority changed.
    TrackUpdated(RoomSid, Arc<Track>),
    /// A track was unpublished; this is its last record.
    TrackUnpublished(RoomSid, Arc<Track>),
    /// A room has been empty since then, which only the control API brings about.
    Emptied(RoomSid, Timestamp),
    /// A completed room was removed from all lists, which a reset of the emulator alone does.
    Removed(RoomSid),
}

impl RoomFact {
    /// The room that it happened to.
    pub fn room(&self) -> RoomSid {
        match self {
            Self::Created(profile) | Self::Updated(profile) | Self::Completed(profile) => {
                profile.sid
            }
            Self::ParticipantConnected(participant)
            | Self::ParticipantUpdated(participant)
            | Self::ParticipantDisconnected(participant, _) => participant.room,
            Self::TrackPublished(room, _)
            | Self::TrackUpdated(room, _)
            | Self::TrackUnpublished(room, _)
            | Self::Emptied(room, _)
            | Self::Removed(room) => *room,
        }
    }
}
