//! `/v1/Compositions`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, CompositionSid, RoomSid};

use super::recording::Links;
use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Create {
    /// SID of the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_sid: Option<String>,
    /// Where the videos stand: JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_layout: Option<String>,
    /// Names of the audio tracks, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audio_sources: Vec<String>,
    /// Names of the audio tracks to be left out, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audio_sources_excluded: Vec<String>,
    /// Size of the picture, as in `640x480`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// `mp4` or `webm`, in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// URL for status callbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_callback_method: Option<String>,
    /// Whether stretches without media are cut out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trim: Option<String>,
}

/// Filters of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only compositions in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Only compositions of this room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_sid: Option<String>,
    /// Only what was made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_after: Option<String>,
    /// Only what was made before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_before: Option<String>,
}

/// Life cycle of a composition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Requested.
    #[serde(rename = "enqueued")]
    Enqueued,
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

/// A composition of recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Life cycle.
    pub status: Status,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was ready.
    pub date_completed: Option<Seconds>,
    /// When it was deleted.
    pub date_deleted: Option<Seconds>,
    /// Its SID.
    pub sid: CompositionSid,
    /// The room.
    pub room_sid: RoomSid,
    /// Names of the audio tracks, with `*` for any characters.
    pub audio_sources: Vec<String>,
    /// Names of the audio tracks to be left out.
    pub audio_sources_excluded: Vec<String>,
    /// Where the videos stand.
    pub video_layout: serde_json::Value,
    /// Size of the picture, as in `640x480`.
    pub resolution: String,
    /// Whether stretches without media are cut out.
    pub trim: bool,
    /// `mp4` or `webm`.
    pub format: String,
    /// URL for status callbacks.
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    pub status_callback_method: String,
    /// Bits in a second.
    pub bitrate: u64,
    /// Bytes.
    pub size: u64,
    /// Seconds.
    pub duration: u64,
    /// Where it is stored outside.
    pub media_external_location: Option<String>,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// A page of compositions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub compositions: Vec<Composition>,
}

endpoint! {
    /// Lists compositions.
    ListComposition: GET "/v1/Compositions" ()
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "Page", "PageSize", "PageToken", "RoomSid",
        "Status",
    ];
}

endpoint! {
    /// Creates a composition.
    CreateComposition: POST "/v1/Compositions" ()
        => CREATED Composition;
    scope: Account;
    parameters: Create, required ["RoomSid"], optional [
        "AudioSources", "AudioSourcesExcluded", "Format", "Resolution", "StatusCallback",
        "StatusCallbackMethod", "Trim", "VideoLayout",
    ];
}

endpoint! {
    /// Fetches a composition.
    FetchComposition: GET "/v1/Compositions/{Sid}" (sid)
        => OK Composition;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Deletes a composition.
    DeleteComposition: DELETE "/v1/Compositions/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
