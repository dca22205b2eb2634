use std::borrow::Cow;

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{AccountSid, RoomSid};

use super::{Effect, RoomError, SubscribeRule, Track, TrackKind, subscribes};
use crate::{CallbackMethod, text::Text};

/// A room's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomProfile {
    /// Its SID.
    pub sid: RoomSid,
    /// The account that owns it.
    pub account: AccountSid,
    /// Name that finds it while it is in progress; its SID if it was given none.
    pub unique_name: Text,
    /// What it was made with.
    pub settings: RoomSettings,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was completed; none while it is in progress.
    pub ended: Option<Timestamp>,
}

/// Status of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum RoomStatus {
    /// It can be joined.
    InProgress,
    /// It has ended.
    Completed,
    /// It could not be created; no room of the emulator has this status.
    Failed,
}

impl RoomProfile {
    /// Its status.
    pub fn status(&self) -> RoomStatus {
        if self.is_in_progress() { RoomStatus::InProgress } else { RoomStatus::Completed }
    }

    /// Returns whether it can still be joined.
    pub fn is_in_progress(&self) -> bool {
        self.ended.is_none()
    }
}

/// What a room is made with; the default is that of a room which a first join makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSettings {
    /// How media travel in the real Twilio.
    pub kind: RoomType,
    /// How many may be in it at a time.
    pub max_participants: u32,
    /// Seconds that a participant may stay.
    pub max_participant_duration: u32,
    /// Minutes that it stays open after the last one left.
    pub empty_room_timeout: u32,
    /// Minutes that it stays open without participants.
    pub unused_room_timeout: u32,
    /// Where its media server is.
    pub media_region: Option<Text>,
    /// Whether participants are to be recorded; see `recording_rules`.
    pub record_participants_on_connect: bool,
    /// Codecs of its videos.
    pub video_codecs: Vec<VideoCodec>,
    /// Whether videos are refused.
    pub audio_only: bool,
    /// Whether it is a large room.
    pub large_room: bool,
    /// The status callback.
    pub status_callback: Option<StatusCallback>,
    /// The recording rules, if set; nothing is recorded here, clients only get that it would be.
    pub recording_rules: Vec<SubscribeRule>,
}

impl RoomSettings {
    /// The rules about recording that are in force.
    ///
    /// assumed: that everything is excluded unless participants are recorded on connect, as the
    /// documentation names the other default only; settled by the contract test
    /// `nothing_is_recorded_unless_it_is_asked_for`.
    pub fn recording_rules(&self) -> Cow<'_, [SubscribeRule]> {
        if self.recording_rules.is_empty() {
            let effect =
                if self.record_participants_on_connect { Effect::Include } else { Effect::Exclude };
            return Cow::Owned(vec![SubscribeRule::all(effect)]);
        }
        Cow::Borrowed(&self.recording_rules)
    }

    /// Returns whether a track of a publisher with this identity would be recorded. Data tracks never
    /// are, nor anything that does not pass through a media server.
    pub fn records(&self, track: &Track, publisher: &str) -> bool {
        self.kind.has_media_server()
            && track.kind != TrackKind::Data
            && subscribes(&self.recording_rules(), track, publisher)
    }
}

impl Default for RoomSettings {
    fn default() -> Self {
        Self {
            kind: RoomType::Group,
            max_participants: RoomType::Group.capacity(),
            // Four hours (OpenAPI document).
            max_participant_duration: 14_400,
            // Five minutes each (Twilio's documentation of the Rooms resource).
            empty_room_timeout: 5,
            unused_room_timeout: 5,
            media_region: Some("us1".into()),
            record_participants_on_connect: false,
            video_codecs: vec![VideoCodec::H264, VideoCodec::Vp8],
            audio_only: false,
            large_room: false,
            status_callback: None,
            recording_rules: Vec::new(),
        }
    }
}

/// How media travel in the real Twilio; here they always go from browser to browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum RoomType {
    /// Through a media server, for many.
    Group,
    /// Through a media server, for two.
    Go,
    /// From client to client.
    PeerToPeer,
    /// Through a media server, for few.
    GroupSmall,
}

impl RoomType {
    /// How many participants fit in at most (Twilio's documentation of room types).
    pub const fn capacity(self) -> u32 {
        match self {
            Self::Group => 50,
            Self::Go => 2,
            Self::PeerToPeer => 10,
            Self::GroupSmall => 4,
        }
    }

    /// Returns whether media go through a server that could record them or check their kind.
    pub const fn has_media_server(self) -> bool {
        match self {
            Self::Group | Self::GroupSmall => true,
            Self::Go | Self::PeerToPeer => false,
        }
    }
}

/// A codec of videos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
pub enum VideoCodec {
    /// VP8.
    Vp8,
    /// H.264.
    H264,
}

/// The status callback of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusCallback {
    /// Address to call.
    pub url: Text,
    /// How to call it.
    pub method: CallbackMethod,
}

/// Longest name of a room.
///
/// assumed, as for identities: 128; the dictionary names no number, a live join would settle it.
const NAME_CHARS: usize = 128;

/// Accepts a name for a new room.
pub(super) fn check_name(name: &str) -> Result<Text, RoomError> {
    if name.is_empty() || RoomSid::matches(name) {
        return Err(RoomError::NameInvalid);
    }
    if name.chars().nth(NAME_CHARS).is_some() {
        return Err(RoomError::NameTooLong);
    }
    // assumed: control characters are the bad ones; the dictionary does not name them.
    if name.chars().any(char::is_control) {
        return Err(RoomError::NameChars);
    }
    Ok(name.into())
}
