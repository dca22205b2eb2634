//! `/v1/Rooms/{RM}/RecordingRules` and `…/Participants/{PA}/SubscribeRules`.

use serde::{Deserialize, Serialize};
use twilio_sid::{RoomParticipantSid, RoomSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    time::Seconds,
};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// A JSON array of [`Rule`]s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
}

/// One rule as it is written in requests, and in the answer about recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `include` or `exclude`.
    #[serde(rename = "type")]
    pub effect: String,
    /// True for a rule about all tracks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
    /// Identity or SID of the publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Name or SID of the track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// What the track carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How important the track is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
}

/// One rule as the answer about subscriptions shows it: with null where there is no condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscribeRule {
    /// `include` or `exclude`.
    #[serde(rename = "type")]
    pub effect: String,
    /// True for a rule about all tracks.
    pub all: Option<bool>,
    /// Identity or SID of the publisher.
    pub publisher: Option<String>,
    /// Name or SID of the track.
    pub track: Option<String>,
    /// What the track carries.
    pub kind: Option<String>,
    /// How important the track is.
    pub priority: Option<String>,
}

/// What is to be recorded in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingRules {
    /// The room.
    pub room_sid: RoomSid,
    /// The rules.
    pub rules: Vec<Rule>,
    /// When the first rules were set.
    pub date_created: Seconds,
    /// When they were last changed.
    pub date_updated: Seconds,
}

/// What a participant is to get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscribeRules {
    /// The participant.
    pub participant_sid: RoomParticipantSid,
    /// The room.
    pub room_sid: RoomSid,
    /// The rules.
    pub rules: Vec<SubscribeRule>,
    /// Always null (example of the OpenAPI document).
    pub date_created: Option<Seconds>,
    /// Always null (example of the OpenAPI document).
    pub date_updated: Option<Seconds>,
}

endpoint! {
    /// Fetches the subscribe rules of a participant.
    FetchRoomParticipantSubscribeRule: GET "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/SubscribeRules" (room_sid, participant_sid)
        => OK SubscribeRules;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the subscribe rules of a participant.
    UpdateRoomParticipantSubscribeRule: POST "/v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/SubscribeRules" (room_sid, participant_sid)
        => OK SubscribeRules;
    scope: Account;
    parameters: Form, required [], optional ["Rules"];
}

endpoint! {
    /// Fetches the recording rules of a room.
    FetchRoomRecordingRule: GET "/v1/Rooms/{RoomSid}/RecordingRules" (room_sid)
        => OK RecordingRules;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the recording rules of a room.
    UpdateRoomRecordingRule: POST "/v1/Rooms/{RoomSid}/RecordingRules" (room_sid)
        => OK RecordingRules;
    scope: Account;
    parameters: Form, required [], optional ["Rules"];
}
