//! `/v1/Rooms/{RM}/Recordings`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RecordingSid, RoomSid, TrackSid};

use super::{
    recording::{GroupingSids, Links, Status},
    track::Kind,
};
use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// A recording of a track, as a part of its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecording {
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
    /// The room.
    pub room_sid: RoomSid,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// A page of recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub recordings: Vec<RoomRecording>,
}

endpoint! {
    /// Lists recordings of a room.
    ListRoomRecording: GET "/v1/Rooms/{RoomSid}/Recordings" (room_sid)
        => OK Page;
    scope: Account;
    parameters: super::recording::Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "Page", "PageSize", "PageToken", "SourceSid",
        "Status",
    ];
}

endpoint! {
    /// Fetches a recording of a room.
    FetchRoomRecording: GET "/v1/Rooms/{RoomSid}/Recordings/{Sid}" (room_sid, sid)
        => OK RoomRecording;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Deletes a recording of a room.
    DeleteRoomRecording: DELETE "/v1/Rooms/{RoomSid}/Recordings/{Sid}" (room_sid, sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
