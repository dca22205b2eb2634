//! `/v1/Rooms/{RM}/Transcriptions`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoomSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// `started` or `stopped`, in any letter case; only on update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// How it is done: JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
}

/// Life cycle of a transcription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Going on.
    #[serde(rename = "started")]
    Started,
    /// Ended.
    #[serde(rename = "stopped")]
    Stopped,
    /// Could not be made.
    #[serde(rename = "failed")]
    Failed,
    /// A value newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// Transcribes a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcription {
    /// Its identifier.
    pub ttid: String,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The room.
    pub room_sid: RoomSid,
    /// The call it belongs to.
    pub source_sid: Option<String>,
    /// Life cycle.
    pub status: Status,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// When it began.
    pub start_time: Seconds,
    /// When it ended.
    pub end_time: Option<Seconds>,
    /// Seconds from its beginning to its end.
    pub duration: Option<u64>,
    /// Its address.
    pub url: String,
    /// How it is done.
    pub configuration: serde_json::Value,
}

/// A page of transcriptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub transcriptions: Vec<Transcription>,
}

endpoint! {
    /// Lists transcriptions.
    ListRoomTranscriptions: GET "/v1/Rooms/{RoomSid}/Transcriptions" (room_sid)
        => OK Page;
    scope: Account;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a transcription.
    CreateRoomTranscriptions: POST "/v1/Rooms/{RoomSid}/Transcriptions" (room_sid)
        => ACCEPTED Transcription;
    scope: Account;
    parameters: Form, required [], optional ["Configuration"];
}

endpoint! {
    /// Fetches a transcription.
    FetchRoomTranscriptions: GET "/v1/Rooms/{RoomSid}/Transcriptions/{Ttid}" (room_sid, ttid)
        => OK Transcription;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a transcription.
    UpdateRoomTranscriptions: POST "/v1/Rooms/{RoomSid}/Transcriptions/{Ttid}" (room_sid, ttid)
        => ACCEPTED Transcription;
    scope: Account;
    parameters: Form, required [], optional ["Configuration", "Status"];
}
