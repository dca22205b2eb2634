//! `/v1/Rooms`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoomSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Create {
    /// `group`, `go`, `peer-to-peer` or `group-small`, in any letter case.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name that finds the room while it is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// URL for status callbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_callback_method: Option<String>,
    /// How many may be in it at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_participants: Option<String>,
    /// Whether participants are to be recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_participants_on_connect: Option<String>,
    /// Whether participants are to be transcribed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcribe_participants_on_connect: Option<String>,
    /// How they are to be transcribed: JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcriptions_configuration: Option<String>,
    /// Codecs of its videos, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub video_codecs: Vec<String>,
    /// Where its media server is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_region: Option<String>,
    /// What is to be recorded: JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_rules: Option<String>,
    /// Whether videos are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_only: Option<String>,
    /// Seconds that a participant may stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_participant_duration: Option<String>,
    /// Minutes that it stays open after the last one left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty_room_timeout: Option<String>,
    /// Minutes that it stays open without participants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unused_room_timeout: Option<String>,
    /// Whether it is a large room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_room: Option<String>,
    /// Without effect: relays are always allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_turn: Option<String>,
}

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Update {
    /// `completed`, in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// Filters of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only rooms in this state; by default those in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Only rooms with this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// Only what was made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_after: Option<String>,
    /// Only what was made before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_before: Option<String>,
}

/// Life cycle of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Can be joined.
    #[serde(rename = "in-progress")]
    InProgress,
    /// Ended.
    #[serde(rename = "completed")]
    Completed,
    /// Could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// A value newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A room.
#[expect(clippy::struct_excessive_bools, reason = "they are members of the body")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its SID.
    pub sid: RoomSid,
    /// Life cycle.
    pub status: Status,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Whether relays are allowed; always so.
    pub enable_turn: bool,
    /// Name that finds it while it is in progress; its SID if it was given none.
    pub unique_name: String,
    /// URL for status callbacks.
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    pub status_callback_method: String,
    /// When it ended.
    pub end_time: Option<Seconds>,
    /// Seconds from its beginning to its end.
    pub duration: Option<u64>,
    /// How media travel.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many may be in it at a time.
    pub max_participants: u32,
    /// Seconds that a participant may stay.
    pub max_participant_duration: u32,
    /// How many tracks may be published in it at a time.
    pub max_concurrent_published_tracks: Option<u32>,
    /// Whether participants are to be recorded.
    pub record_participants_on_connect: bool,
    /// Codecs of its videos.
    pub video_codecs: Vec<String>,
    /// Where its media server is.
    pub media_region: Option<String>,
    /// Whether videos are refused.
    pub audio_only: bool,
    /// Minutes that it stays open after the last one left.
    pub empty_room_timeout: u32,
    /// Minutes that it stays open without participants.
    pub unused_room_timeout: u32,
    /// Whether it is a large room.
    pub large_room: bool,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses of what hangs on a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its participants.
    pub participants: String,
    /// Its recordings.
    pub recordings: String,
    /// Its transcriptions.
    pub transcriptions: String,
    /// Its recording rules.
    pub recording_rules: String,
}

/// A page of rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub rooms: Vec<Room>,
}

endpoint! {
    /// Lists rooms.
    ListRoom: GET "/v1/Rooms" ()
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "Page", "PageSize", "PageToken", "Status",
        "UniqueName",
    ];
}

endpoint! {
    /// Creates a room.
    CreateRoom: POST "/v1/Rooms" ()
        => CREATED Room;
    scope: Account;
    parameters: Create, required [], optional [
        "AudioOnly", "EmptyRoomTimeout", "EnableTurn", "LargeRoom", "MaxParticipantDuration",
        "MaxParticipants", "MediaRegion", "RecordParticipantsOnConnect", "RecordingRules",
        "StatusCallback", "StatusCallbackMethod", "TranscribeParticipantsOnConnect",
        "TranscriptionsConfiguration", "Type", "UniqueName", "UnusedRoomTimeout", "VideoCodecs",
    ];
}

endpoint! {
    /// Fetches a room.
    FetchRoom: GET "/v1/Rooms/{Sid}" (sid)
        => OK Room;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a room.
    UpdateRoom: POST "/v1/Rooms/{Sid}" (sid)
        => ACCEPTED Room;
    scope: Account;
    parameters: Update, required ["Status"], optional [];
}
