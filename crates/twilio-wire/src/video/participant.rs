//! `/v1/Rooms/{RM}/Participants`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoomParticipantSid, RoomSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Update {
    /// `disconnected`, in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// Filters of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only participants in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Only participants of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Only what was made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_after: Option<String>,
    /// Only what was made before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_before: Option<String>,
}

/// Whether a participant is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// There.
    #[serde(rename = "connected")]
    Connected,
    /// Lost; it may come back.
    #[serde(rename = "reconnecting")]
    Reconnecting,
    /// Disconnected permanently.
    #[serde(rename = "disconnected")]
    Disconnected,
    /// A value newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A participant of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Its SID.
    pub sid: RoomParticipantSid,
    /// The room.
    pub room_sid: RoomSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Whether it is there.
    pub status: Status,
    /// Name of the user.
    pub identity: String,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// When it joined.
    pub start_time: Seconds,
    /// When it left.
    pub end_time: Option<Seconds>,
    /// Seconds from joining to leaving.
    pub duration: Option<u64>,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// A participant whose name was forgotten; the address is that of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anonymized {
    /// Its SID.
    pub sid: RoomParticipantSid,
    /// The room.
    pub room_sid: RoomSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Whether it is there.
    pub status: Status,
    /// Name of the user.
    pub identity: String,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// When it joined.
    pub start_time: Seconds,
    /// When it left.
    pub end_time: Option<Seconds>,
    /// Seconds from joining to leaving.
    pub duration: Option<u64>,
    /// Its address.
    pub url: String,
}

/// Addresses of what hangs on a participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// What it publishes.
    pub published_tracks: String,
    /// What it gets.
    pub subscribed_tracks: String,
    /// What it is to get.
    pub subscribe_rules: String,
    /// Forgets its name.
    pub anonymize: String,
}

/// A page of participants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub participants: Vec<Participant>,
}

endpoint! {
    /// Lists participants.
    ListRoomParticipant: GET "/v1/Rooms/{RoomSid}/Participants" (room_sid)
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "Identity", "Page", "PageSize", "PageToken",
        "Status",
    ];
}

endpoint! {
    /// Fetches a participant.
    FetchRoomParticipant: GET "/v1/Rooms/{RoomSid}/Participants/{Sid}" (room_sid, sid)
        => OK Participant;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a participant.
    UpdateRoomParticipant: POST "/v1/Rooms/{RoomSid}/Participants/{Sid}" (room_sid, sid)
        => ACCEPTED Participant;
    scope: Account;
    parameters: Update, required [], optional ["Status"];
}

endpoint! {
    /// Anonymizes a participant.
    UpdateRoomParticipantAnonymize: POST "/v1/Rooms/{RoomSid}/Participants/{Sid}/Anonymize" (room_sid, sid)
        => OK Anonymized;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
