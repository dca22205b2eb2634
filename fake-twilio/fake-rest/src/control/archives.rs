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

/// Longest archive or seed document of a request or a response, in bytes.
pub const MAX_WORLD: usize = 256 * 1024 * 1024;

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
    let step = if let Form::Seed = export.form {
        ok(&as_seed::document(context, &sids))
    } else {
        let mut response = Response::new(archive_of(context, &sids, export.secrets));
        response.headers_mut().insert(header::CONTENT_TYPE, MEDIA_TYPE);
        Step::Done(response)
    };
    bounded(step, MAX_WORLD)
}

/// Refuses a response that is too long to be kept until it is read.
fn bounded(step: Step<Response<Bytes>>, most: usize) -> Reply {
    const MIB: usize = 1024 * 1024;
    match &step {
        Step::Done(response) if response.body().len() > most => {
            let (has, most) = (response.body().len().div_ceil(MIB), most / MIB);
            let why = format!(
                "The export has {has} MiB, and a response has {most} MiB at most: name one account, or \
                 start the emulator with --export-on-exit, which writes an archive"
            );
            Err(ApiError::new(StatusCode::INSUFFICIENT_STORAGE, 20507, why).into())
        }
        Step::Done(_) | Step::CallWebhook(_) => Ok(step),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_codes::{Audience, explain};

    #[test]
    fn an_export_that_is_too_long_is_refused() {
        let export = |bytes| bounded(Step::Done(Response::new(vec![0; bytes].into())), 1024 * 1024);
        assert!(export(1024 * 1024).is_ok());
        let Err(refused) = export(3 * 1024 * 1024) else { panic!("it is not refused") };
        let refused = explain(refused, Audience::Client).into_response();
        assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
        let text = String::from_utf8_lossy(refused.body());
        assert!(text.contains("has 3 MiB") && text.contains("--export-on-exit"), "{text}");
    }
}
