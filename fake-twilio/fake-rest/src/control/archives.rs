//! `GET export` and `POST import`: accounts in one file.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde::Deserialize;
use twilio_sid::AccountSid;

use super::{Control, as_seed, worlds};
use crate::{
    archive::{self, ArchiveError, Secrets},
    context::Context,
    http::{
        error::{ApiError, HandlerError, full},
        parse,
        reply::{Reply, Step, ok},
    },
};

/// Media type of archives: lines of JSON.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/x-ndjson");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    /// All accounts unless one is named.
    account_sid: Option<AccountSid>,
    #[serde(default)]
    secrets: bool,
    #[serde(default, rename = "as")]
    form: Form,
}

/// What accounts are written as.
#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    /// With everything.
    #[default]
    Archive,
    /// As a seed document, with what such a document can say.
    Seed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    #[serde(default)]
    disconnect: bool,
}

pub(super) fn export(context: &Context, request: &Request<Bytes>) -> Reply {
    let export: Export = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let sids = worlds::accounts(context, export.account_sid)?;
    if let Form::Seed = export.form {
        return Ok(ok(&as_seed::document(context, &sids)));
    }
    let mut response = Response::new(archive_of(context, &sids, export.secrets));
    response.headers_mut().insert(header::CONTENT_TYPE, MEDIA_TYPE);
    Ok(Step::Done(response))
}

/// Accounts as an archive.
pub(crate) fn archive_of(context: &Context, sids: &[AccountSid], secrets: bool) -> Bytes {
    let first = context.keyring.first_account();
    let secrets = if secrets { Secrets::Shown } else { Secrets::Hidden { first } };
    archive::write(&worlds::save(context, sids), &context.store, secrets)
}

pub(super) fn import(context: &Context, control: &dyn Control, request: &Request<Bytes>) -> Reply {
    let import: Import = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    Ok(ok(&read(context, control, request.body(), import.disconnect)?))
}

/// Lets the accounts of an archive be as they are in it.
///
/// # Errors
/// What is wrong with the archive; nothing is changed then.
pub(crate) fn read(
    context: &Context,
    control: &dyn Control,
    text: &[u8],
    disconnect: bool,
) -> Result<worlds::RestoredAccounts, HandlerError> {
    let worlds = archive::read(text, context.store.kept_media()).map_err(|error| match error {
        ArchiveError::NoRoom(_) => full(),
        ArchiveError::Line { .. } => {
            ApiError::new(StatusCode::BAD_REQUEST, 20001, format!("The archive is wrong: {error}"))
        }
    })?;
    let restored = worlds::restore(context, control, &worlds, disconnect)?;
    worlds::stir_ids(context, &worlds, text);
    Ok(restored)
}
