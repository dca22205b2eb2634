use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{RoomParticipantSid, TrackSid};

use super::RoomError;
use crate::text::Text;

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Messages of the application.
    Data,
}

/// How important a track is to its publisher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum TrackPriority {
    /// Less than usual.
    Low,
    /// As usual.
    #[default]
    Standard,
    /// More than usual.
    High,
}

/// A published track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its SID.
    pub sid: TrackSid,
    /// Who publishes it.
    pub publisher: RoomParticipantSid,
    /// The publisher's identifier for the medium.
    pub id: Text,
    /// Name for the application, unique among the publisher's tracks.
    pub name: Text,
    /// What it carries.
    pub kind: TrackKind,
    /// Whether it is on.
    pub enabled: bool,
    /// How important it is.
    pub priority: TrackPriority,
    /// When it was published.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// A track to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackOffer {
    /// The publisher's identifier for the medium.
    pub id: Text,
    /// Name for the application.
    pub name: Text,
    /// What it carries.
    pub kind: TrackKind,
    /// Whether it is on.
    pub enabled: bool,
    /// How important it is.
    pub priority: TrackPriority,
}

/// Longest name of a track in characters.
///
/// A test of the SDK wants 129 to fail; that 128 pass is assumed until somebody tries them live.
const NAME_CHARS: usize = 128;

impl TrackOffer {
    pub(super) fn check(&self) -> Result<(), RoomError> {
        // assumed: no id means no track; the SDK never sends such a thing.
        if self.id.is_empty() {
            return Err(RoomError::TrackInvalid);
        }
        if self.name.chars().nth(NAME_CHARS).is_some() {
            return Err(RoomError::TrackNameTooLong);
        }
        // assumed: control characters are the bad ones; the dictionary does not name them.
        if self.name.chars().any(char::is_control) {
            return Err(RoomError::TrackNameChars);
        }
        Ok(())
    }

    pub(super) fn describes(&self, track: &Track) -> bool {
        self.enabled == track.enabled && self.priority == track.priority
    }
}
