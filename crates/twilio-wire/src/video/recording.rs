//! `/v1/Recordings`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RecordingSid, RoomParticipantSid, RoomSid, TrackSid};

use super::track::Kind;
use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Filters of both lists of recordings; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only recordings in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Only recordings of this track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_sid: Option<String>,
    /// Only recordings of these rooms or participants, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grouping_sid: Vec<String>,
    /// Only recordings of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Only what was made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_after: Option<String>,
    /// Only what was made before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_before: Option<String>,
}

/// Life cycle of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Being made.
    #[serde(rename = "processing")]
    Processing,
    /// Ready.
    #[serde(rename = "completed")]
    Completed,
    /// Its media are gone.
    #[serde(rename = "deleted")]
    Deleted,
    /// Could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// A value newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A recording of a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Life cycle.
    pub status: Status,
    /// When it was made.
    pub date_created: Seconds,
    /// Its SID.
    pub sid: RecordingSid,
    /// The track.
    pub source_sid: TrackSid,
    /// Bytes.
    pub size: Option<u64>,
    /// Its address.
    pub url: String,
    /// What it carries.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Seconds.
    pub duration: Option<u64>,
    /// `mka` or `mkv`.
    pub container_format: String,
    /// Codec of the track.
    pub codec: String,
    /// What it belongs to.
    pub grouping_sids: GroupingSids,
    /// Name of the track.
    pub track_name: String,
    /// Milliseconds from a point in time that all rooms share.
    pub offset: Option<i64>,
    /// Where it is stored outside.
    pub media_external_location: Option<String>,
    /// URL for status callbacks.
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    pub status_callback_method: Option<String>,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// What a recording belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupingSids {
    /// The room.
    pub room_sid: RoomSid,
    /// Who published the track.
    pub participant_sid: RoomParticipantSid,
}

/// Addresses of what hangs on a recording or composition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The medium itself.
    pub media: String,
}

/// A page of recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub recordings: Vec<Recording>,
}

endpoint! {
    /// Lists recordings.
    ListRecording: GET "/v1/Recordings" ()
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "GroupingSid", "MediaType", "Page", "PageSize",
        "PageToken", "SourceSid", "Status",
    ];
}

endpoint! {
    /// Fetches a recording.
    FetchRecording: GET "/v1/Recordings/{Sid}" (sid)
        => OK Recording;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Deletes a recording.
    DeleteRecording: DELETE "/v1/Recordings/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
