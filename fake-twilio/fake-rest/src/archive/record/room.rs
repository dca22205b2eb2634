//! Video rooms.

use std::sync::Arc;

use fake_core::{
    CallbackMethod,
    room::{
        Effect, Filter, MemberStatus, RoomParticipant, RoomProfile, RoomSettings, RoomType,
        StatusCallback, SubscribeRule, Track, TrackKind, TrackPriority, VideoCodec,
    },
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoomParticipantSid, RoomSid, TrackSid};

use crate::archive::encoding::{name, name_or_none, names};

/// A room.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct RoomLine {
    #[serde(with = "ProfileRecord")]
    pub(in crate::archive) room: RoomProfile,
    /// When the last participant left, or when it was made.
    pub(in crate::archive) empty_since: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoomProfile", deny_unknown_fields)]
struct ProfileRecord {
    sid: RoomSid,
    #[serde(rename = "account_sid")]
    account: AccountSid,
    unique_name: Text,
    #[serde(with = "SettingsRecord")]
    settings: RoomSettings,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
    #[serde(rename = "end_time", default, skip_serializing_if = "Option::is_none")]
    ended: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoomSettings", deny_unknown_fields)]
struct SettingsRecord {
    #[serde(rename = "type", with = "name")]
    kind: RoomType,
    max_participants: u32,
    max_participant_duration: u32,
    empty_room_timeout: u32,
    unused_room_timeout: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_region: Option<Text>,
    record_participants_on_connect: bool,
    #[serde(with = "names")]
    video_codecs: Vec<VideoCodec>,
    audio_only: bool,
    large_room: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "status_callback")]
    status_callback: Option<StatusCallback>,
    #[serde(with = "rules")]
    recording_rules: Vec<SubscribeRule>,
}

/// Where changes are reported, if anywhere.
pub(super) mod status_callback {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{CallbackMethod, StatusCallback, Text, name};

    #[derive(Serialize, Deserialize)]
    #[serde(remote = "StatusCallback", deny_unknown_fields)]
    struct CallbackRecord {
        url: Text,
        #[serde(with = "name")]
        method: CallbackMethod,
    }

    #[derive(Serialize, Deserialize)]
    struct Record(#[serde(with = "CallbackRecord")] StatusCallback);

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(in crate::archive::record) fn serialize<S: Serializer>(
        callback: &Option<StatusCallback>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        callback.clone().map(Record).serialize(serializer)
    }

    pub(in crate::archive::record) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<StatusCallback>, D::Error> {
        Ok(Option::<Record>::deserialize(deserializer)?.map(|Record(callback)| callback))
    }
}

/// Lists of rules about tracks.
mod rules {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{RuleRecord, SubscribeRule};

    #[derive(Serialize, Deserialize)]
    struct Record(#[serde(with = "RuleRecord")] SubscribeRule);

    pub(super) fn serialize<S: Serializer>(
        rules: &[SubscribeRule],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rules.iter().cloned().map(Record))
    }

    pub(super) fn deserialize<'de, C, D>(deserializer: D) -> Result<C, D::Error>
    where
        C: FromIterator<SubscribeRule>,
        D: Deserializer<'de>,
    {
        let rules = Vec::<Record>::deserialize(deserializer)?;
        Ok(rules.into_iter().map(|Record(rule)| rule).collect())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "SubscribeRule", deny_unknown_fields)]
struct RuleRecord {
    #[serde(rename = "type", with = "name")]
    effect: Effect,
    #[serde(with = "FilterRecord")]
    filter: Filter,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Filter", deny_unknown_fields)]
struct FilterRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    publisher: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    track: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "name_or_none")]
    kind: Option<TrackKind>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "name_or_none")]
    priority: Option<TrackPriority>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoomParticipant", deny_unknown_fields)]
pub(super) struct RoomParticipantRecord {
    sid: RoomParticipantSid,
    #[serde(rename = "room_sid")]
    room: RoomSid,
    identity: Text,
    #[serde(with = "name")]
    status: MemberStatus,
    #[serde(rename = "subscribe_rules", with = "rules")]
    rules: Arc<[SubscribeRule]>,
    #[serde(rename = "date_of_subscribe_rules")]
    rules_updated: Timestamp,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
    #[serde(rename = "end_time", default, skip_serializing_if = "Option::is_none")]
    ended: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Track", deny_unknown_fields)]
pub(super) struct TrackRecord {
    sid: TrackSid,
    #[serde(rename = "participant_sid")]
    publisher: RoomParticipantSid,
    id: Text,
    name: Text,
    #[serde(with = "name")]
    kind: TrackKind,
    enabled: bool,
    #[serde(with = "name")]
    priority: TrackPriority,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}
