//! `/CompositionSettings/Default` and `/RecordingSettings/Default`.

use fake_core::media_processing::{self, MediaProcessingError, StorageSettings, StoredMedia};
use http::Uri;
use twilio_wire::video::storage_settings as wire;

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, ok},
    },
    scope::video::VideoScope,
};

/// Where compositions are stored.
pub(super) fn fetch_of_compositions(scope: &VideoScope<'_>) -> Reply {
    fetch(scope, StoredMedia::Compositions)
}

/// Returns where compositions are to be stored.
pub(super) fn create_of_compositions(scope: &VideoScope<'_>) -> Reply {
    create(scope, StoredMedia::Compositions)
}

/// Where recordings are stored.
pub(super) fn fetch_of_recordings(scope: &VideoScope<'_>) -> Reply {
    fetch(scope, StoredMedia::Recordings)
}

/// Returns where recordings are to be stored.
pub(super) fn create_of_recordings(scope: &VideoScope<'_>) -> Reply {
    create(scope, StoredMedia::Recordings)
}

/// assumed: there are none before they are set; a fresh live account would settle it.
fn fetch(scope: &VideoScope<'_>, of: StoredMedia) -> Reply {
    let body = scope.media_processing.read(|media_processing| {
        media_processing.storage(of).map(|settings| render(of, settings, scope))
    })?;
    Ok(ok(&body))
}

fn create(scope: &VideoScope<'_>, of: StoredMedia) -> Reply {
    let settings = read(&parse::form(scope.call.body)?)?;
    let body = scope.media_processing.record(
        |_, _| Ok::<_, MediaProcessingError>(media_processing::set_storage(of, settings)),
        |_, settings| render(of, &settings, scope),
    )?;
    Ok(ok(&body))
}

fn read(form: &wire::Form) -> Result<StorageSettings, HandlerError> {
    let name = form.friendly_name.as_deref().filter(|name| !name.is_empty());
    let storage = parse::boolean(form.aws_storage_enabled.as_deref(), "AwsStorageEnabled")?;
    let encryption = parse::boolean(form.encryption_enabled.as_deref(), "EncryptionEnabled")?;
    Ok(StorageSettings {
        friendly_name: name.ok_or_else(|| ApiError::missing("FriendlyName"))?.into(),
        aws_credentials: credential(form.aws_credentials_sid.as_deref(), "AwsCredentialsSid")?,
        aws_s3_url: bucket(form.aws_s3_url.as_deref())?.map(Into::into),
        aws_storage_enabled: storage.unwrap_or(false),
        encryption_key: credential(form.encryption_key_sid.as_deref(), "EncryptionKeySid")?,
        encryption_enabled: encryption.unwrap_or(false),
    })
}

fn credential(
    text: Option<&str>,
    name: &str,
) -> Result<Option<twilio_sid::CredentialSid>, ApiError> {
    parse::sid(text, name, 20001)
}

fn bucket(text: Option<&str>) -> Result<Option<&str>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let url: Option<Uri> = text.parse().ok();
    let is_https = url.is_some_and(|url| url.scheme_str() == Some("https"));
    // assumed: the dictionary has no code for it.
    is_https.then_some(Some(text)).ok_or_else(|| ApiError::bad(20001, "AwsS3Url is invalid"))
}

fn render(
    of: StoredMedia,
    settings: &StorageSettings,
    scope: &VideoScope<'_>,
) -> wire::StorageSettings {
    let path = match of {
        StoredMedia::Compositions => "CompositionSettings/Default",
        StoredMedia::Recordings => "RecordingSettings/Default",
    };
    wire::StorageSettings {
        account_sid: scope.call.account,
        friendly_name: settings.friendly_name.as_ref().to_owned(),
        aws_credentials_sid: settings.aws_credentials,
        aws_s3_url: settings.aws_s3_url.as_deref().map(str::to_owned),
        aws_storage_enabled: settings.aws_storage_enabled,
        encryption_key_sid: settings.encryption_key,
        encryption_enabled: settings.encryption_enabled,
        url: scope.url(path),
    }
}
