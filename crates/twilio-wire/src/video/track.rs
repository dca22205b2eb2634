//! `/v1/Rooms/{RM}/Participants/{PA}/PublishedTracks` and `…/SubscribedTracks`.

use serde::{Deserialize, Serialize};
use twilio_sid::{RoomParticipantSid, RoomSid, TrackSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// What a track carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Sound.
    #[serde(rename = "audio")]
    Audio,
    /// Pictures.
    #[serde(rename = "video")]
    Video,
    /// Messages of the application.
    #[serde(rename = "data")]
    Data,
    /// A value newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A track that a participant publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTrack {
    /// Its SID.
    pub sid: TrackSid,
    /// Who publishes it.
    pub participant_sid: RoomParticipantSid,
    /// The room.
    pub room_sid: RoomSid,
    /// Name for the application.
    pub name: String,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Whether it is on.
    pub enabled: bool,
    /// What it carries.
    pub kind: Kind,
    /// Its address.
    pub url: String,
}

/// A track that a participant gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscribedTrack {
    /// Its SID.
    pub sid: TrackSid,
    /// Who gets it.
    pub participant_sid: RoomParticipantSid,
    /// Who publishes it.
    pub publisher_sid: RoomParticipantSid,
    /// The room.
    pub room_sid: RoomSid,
    /// Name for the application.
    pub name: String,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Whether it is on.
    pub enabled: bool,
    /// What it carries.
    pub kind: Kind,
    /// Its address.
    pub url: String,
}

/// A page of published tracks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPage {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub published_tracks: Vec<PublishedTrack>,
}

/// A page of subscribed tracks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscribedPage {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub subscribed_tracks: Vec<SubscribedTrack>,
}

endpoint! {
    /// Lists published tracks.
    ListRoomParticipantPublishedTrack: GET "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/PublishedTracks" (room_sid, participant_sid)
        => OK PublishedPage;
    scope: Account;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Fetches a published track.
    FetchRoomParticipantPublishedTrack: GET "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/PublishedTracks/{Sid}" (room_sid, participant_sid, sid)
        => OK PublishedTrack;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Lists subscribed tracks.
    ListRoomParticipantSubscribedTrack: GET "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/SubscribedTracks" (room_sid, participant_sid)
        => OK SubscribedPage;
    scope: Account;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Fetches a subscribed track.
    FetchRoomParticipantSubscribedTrack: GET "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/SubscribedTracks/{Sid}" (room_sid, participant_sid, sid)
        => OK SubscribedTrack;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
