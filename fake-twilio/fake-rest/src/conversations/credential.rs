//! `/Credentials`; their secrets are read past and never kept.

use fake_core::{
    Error,
    account::Account,
    credential::{self, Credential, PushService, Update},
    text::short_name,
};
use twilio_sid::CredentialSid;
use twilio_wire::{rest::credential as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::AccountRequest,
};

const MAX_PAGE: usize = 100;

fn sid(text: &str) -> Result<CredentialSid, Error> {
    text.parse().map_err(|_| Error::NoCredential)
}

fn service(text: &str) -> Result<PushService, ApiError> {
    text.parse().map_err(|_| ApiError::bad(20001, "Type is invalid"))
}

pub(super) fn create(call: &AccountRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let service = service(form.kind.as_deref().ok_or_else(|| ApiError::missing("Type"))?)?;
    let name = parse::optional(form.friendly_name.as_deref(), short_name)?;
    let sandbox = parse::boolean(form.sandbox.as_deref(), "Sandbox")?.unwrap_or(false);
    let body = call.account()?.record(
        |_, env| Ok::<_, Error>(credential::create(service, name, sandbox, env)),
        |account, sid| rendered(account, sid, call),
    )??;
    Ok(created(&body))
}

pub(super) fn update(call: &AccountRequest<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let sid = sid(key)?;
    let command = Update {
        friendly_name: parse::edit(form.friendly_name.as_deref(), short_name)?,
        service: form.kind.as_deref().map(service).transpose()?,
        sandbox: parse::boolean(form.sandbox.as_deref(), "Sandbox")?,
    };
    let body = call.account()?.record(
        |account, env| credential::update(account, sid, command, env),
        |account, ()| rendered(account, sid, call),
    )??;
    Ok(ok(&body))
}

pub(super) fn fetch(call: &AccountRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let body = call.account()?.read(|account| rendered(account, sid, call))?;
    Ok(ok(&body))
}

pub(super) fn delete(call: &AccountRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let deleted =
        call.account()?.record(|account, _| credential::delete(account, sid), |_, ()| no_content());
    Ok(deleted?)
}

pub(super) fn list(call: &AccountRequest<'_>) -> Reply {
    let page_request = PageRequest::read(&call.page_query()?, MAX_PAGE)?;
    let page = call.account()?.read(|account| {
        let slice = page_request.page(&account.credentials)?;
        let url = format!("{}/Credentials", call.base);
        let meta = page_request.meta(&slice, "credentials", &url, &[], |it| it.sid.to_string());
        let credentials = slice.items.iter().map(|it| render(it, call)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, credentials })
    })?;
    Ok(ok(&page))
}

fn rendered(
    account: &Account,
    sid: CredentialSid,
    call: &AccountRequest<'_>,
) -> Result<wire::Credential, Error> {
    account.credentials.get(sid).map(|it| render(it, call)).ok_or(Error::NoCredential)
}

fn render(credential: &Credential, call: &AccountRequest<'_>) -> wire::Credential {
    let kind = <&str>::from(credential.service);
    // A text in this spelling, for every type (OpenAPI examples).
    let sandbox = if credential.sandbox { "True" } else { "False" };
    wire::Credential {
        sid: credential.sid,
        account_sid: call.account,
        friendly_name: credential.friendly_name.as_deref().map(str::to_owned),
        kind: kind.to_owned(),
        sandbox: Some(sandbox.to_owned()),
        date_created: Seconds(credential.created),
        date_updated: Seconds(credential.updated),
        url: format!("{}/Credentials/{}", call.base, credential.sid),
    }
}
