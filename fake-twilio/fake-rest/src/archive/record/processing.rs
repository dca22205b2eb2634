//! What was requested for media of rooms.

use fake_core::{
    media_processing::{
        Composition, CompositionHook, CompositionParams, Format, Resolution, StorageSettings,
        StoredMedia, Transcription, TranscriptionId,
    },
    room::StatusCallback,
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{CompositionHookSid, CompositionSid, CredentialSid, RoomSid};

use super::room::status_callback;
use crate::archive::encoding::{json_text_or_none, name, shown};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Composition", deny_unknown_fields)]
pub(super) struct CompositionRecord {
    sid: CompositionSid,
    #[serde(rename = "room_sid")]
    room: RoomSid,
    #[serde(with = "ParamsRecord")]
    params: CompositionParams,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_deleted", default, skip_serializing_if = "Option::is_none")]
    deleted: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CompositionParams", deny_unknown_fields)]
struct ParamsRecord {
    audio_sources: Vec<Text>,
    audio_sources_excluded: Vec<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "json_text_or_none")]
    video_layout: Option<Text>,
    #[serde(with = "shown")]
    resolution: Resolution,
    trim: bool,
    #[serde(with = "name")]
    format: Format,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "status_callback")]
    status_callback: Option<StatusCallback>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CompositionHook", deny_unknown_fields)]
pub(super) struct CompositionHookRecord {
    sid: CompositionHookSid,
    friendly_name: Text,
    enabled: bool,
    #[serde(with = "ParamsRecord")]
    params: CompositionParams,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated", default, skip_serializing_if = "Option::is_none")]
    updated: Option<Timestamp>,
}

/// Where media of a kind are stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct StorageSettingsLine {
    #[serde(with = "name")]
    pub(in crate::archive) of: StoredMedia,
    #[serde(with = "SettingsRecord")]
    pub(in crate::archive) settings: StorageSettings,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "StorageSettings", deny_unknown_fields)]
struct SettingsRecord {
    friendly_name: Text,
    #[serde(rename = "aws_credentials_sid", default, skip_serializing_if = "Option::is_none")]
    aws_credentials: Option<CredentialSid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aws_s3_url: Option<Text>,
    aws_storage_enabled: bool,
    #[serde(rename = "encryption_key_sid", default, skip_serializing_if = "Option::is_none")]
    encryption_key: Option<CredentialSid>,
    encryption_enabled: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Transcription", deny_unknown_fields)]
pub(super) struct TranscriptionRecord {
    #[serde(with = "shown")]
    id: TranscriptionId,
    #[serde(rename = "room_sid")]
    room: RoomSid,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "json_text_or_none")]
    configuration: Option<Text>,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
    #[serde(rename = "date_stopped", default, skip_serializing_if = "Option::is_none")]
    stopped: Option<Timestamp>,
}
