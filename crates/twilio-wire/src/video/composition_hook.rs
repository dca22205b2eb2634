//! `/v1/CompositionHooks`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, CompositionHookSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Name for people, unique within the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Whether it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
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
    /// Only hooks that are active, or that are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
    /// Only hooks of this name, in any letter case, with `*` for any characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Only what was made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_after: Option<String>,
    /// Only what was made before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created_before: Option<String>,
}

/// Requests a composition of every room that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositionHook {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Name for people.
    pub friendly_name: String,
    /// Whether it is active.
    pub enabled: bool,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed, if it was.
    pub date_updated: Option<Seconds>,
    /// Its SID.
    pub sid: CompositionHookSid,
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
    /// Its address.
    pub url: String,
}

/// A page of webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub composition_hooks: Vec<CompositionHook>,
}

endpoint! {
    /// Lists composition hooks.
    ListCompositionHook: GET "/v1/CompositionHooks" ()
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional [
        "DateCreatedAfter", "DateCreatedBefore", "Enabled", "FriendlyName", "Page", "PageSize",
        "PageToken",
    ];
}

endpoint! {
    /// Creates a composition hook.
    CreateCompositionHook: POST "/v1/CompositionHooks" ()
        => CREATED CompositionHook;
    scope: Account;
    parameters: Form, required ["FriendlyName"], optional [
        "AudioSources", "AudioSourcesExcluded", "Enabled", "Format", "Resolution", "StatusCallback",
        "StatusCallbackMethod", "Trim", "VideoLayout",
    ];
}

endpoint! {
    /// Fetches a composition hook.
    FetchCompositionHook: GET "/v1/CompositionHooks/{Sid}" (sid)
        => OK CompositionHook;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a composition hook.
    UpdateCompositionHook: POST "/v1/CompositionHooks/{Sid}" (sid)
        => OK CompositionHook;
    scope: Account;
    parameters: Form, required ["FriendlyName"], optional [
        "AudioSources", "AudioSourcesExcluded", "Enabled", "Format", "Resolution", "StatusCallback",
        "StatusCallbackMethod", "Trim", "VideoLayout",
    ];
}

endpoint! {
    /// Deletes a composition hook.
    DeleteCompositionHook: DELETE "/v1/CompositionHooks/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
