//! `/Configuration/Webhooks` of the account and of a service.

use fake_core::{
    Edit, Error, World,
    account::Account,
    text::Text,
    webhook::{self, Update, Webhooks},
};
use fake_webhooks::is_http;
use twilio_wire::rest::webhook_configuration as wire;

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse::{self, callback_method, events},
        reply::{Reply, ok},
    },
    scope::{AccountRequest, ResourceScope, ServiceRequest},
};

pub(super) fn fetch(call: &AccountRequest<'_>) -> Reply {
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    Ok(ok(&account.read(|account| render(account, call))))
}

pub(super) fn update(call: &AccountRequest<'_>) -> Reply {
    let command = parse_update(call.body)?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let body = account.record(
        |account, _| Ok::<_, HandlerError>(webhook::configure_account(account, command)),
        |account, ()| {
            call.store.pass_on_hooks(account);
            render(account, call)
        },
    )?;
    Ok(ok(&body))
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch_of_service(request: &ServiceRequest<'_>) -> Reply {
    Ok(ok(&request.transaction.read(|world| render_service(world, &request.at))))
}

pub(super) fn update_of_service(request: &ServiceRequest<'_>) -> Reply {
    let command = parse_update(request.call.body)?;
    request.transaction.answer(
        |world, _| Ok::<_, HandlerError>(webhook::configure_service(world, command)),
        |world, ()| Ok(render_service(world, &request.at)),
        ok,
    )
}

fn parse_update(body: &[u8]) -> Result<Update, HandlerError> {
    let form: wire::Form = parse::form(body)?;
    let route = match form.target.as_deref().filter(|target| !target.is_empty()).map(str::parse) {
        None => None,
        Some(Ok(route)) => Some(route),
        // assumed: the code of malformed webhook settings, here and for filters; settled for those by
        // the contract test `malformed_filters_of_a_service_are_refused`.
        Some(Err(_)) => return Err(ApiError::bad(50054, "Target is invalid").into()),
    };
    Ok(Update {
        pre: address(form.pre_webhook_url.as_deref(), "PreWebhookUrl", 50077)?,
        post: address(form.post_webhook_url.as_deref(), "PostWebhookUrl", 50078)?,
        filters: events(&form.filters, 50054)?,
        method: callback_method(form.method.as_deref(), "Method")?,
        route,
    })
}

/// Reads an address that an empty text takes away (`assumed`, as there is no other way to do it; settled
/// by the contract test `an_empty_webhook_url_takes_it_away`).
fn address(text: Option<&str>, name: &str, code: u32) -> Result<Edit<Text>, ApiError> {
    match text {
        None => Ok(Edit::Keep),
        Some("") => Ok(Edit::Clear),
        Some(url) if is_http(url) => Ok(Edit::Set(url.into())),
        Some(_) => Err(ApiError::bad(code, format!("{name} is invalid"))),
    }
}

fn names(webhooks: &Webhooks) -> Option<Vec<String>> {
    let filters = webhooks.filters.as_ref()?;
    Some(filters.iter().map(|event| event.name().to_owned()).collect())
}

fn shown(url: Option<&Text>) -> Option<String> {
    url.map(|url| url.as_ref().to_owned())
}

fn render(account: &Account, call: &AccountRequest<'_>) -> wire::AccountWebhooks {
    let webhooks = &account.webhooks;
    wire::AccountWebhooks {
        account_sid: account.sid,
        method: webhooks.method.unwrap_or_default().name().to_owned(),
        filters: names(webhooks),
        pre_webhook_url: shown(webhooks.pre.as_ref()),
        post_webhook_url: shown(webhooks.post.as_ref()),
        target: <&str>::from(webhooks.route).to_owned(),
        url: format!("{}/Configuration/Webhooks", call.base),
    }
}

fn render_service(world: &World, at: &ResourceScope) -> wire::ServiceWebhooks {
    let webhooks = &world.webhooks.own;
    wire::ServiceWebhooks {
        account_sid: at.account,
        chat_service_sid: at.service,
        pre_webhook_url: shown(webhooks.pre.as_ref()),
        post_webhook_url: shown(webhooks.post.as_ref()),
        filters: names(webhooks),
        // Null until it is chosen: so the OpenAPI example `fetchEmpty`, against its own schema.
        method: webhooks.method.map(|method| method.name().to_owned()),
        url: at.url("Configuration/Webhooks"),
    }
}
