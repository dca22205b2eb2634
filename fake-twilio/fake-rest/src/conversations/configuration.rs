//! `/Configuration`: the account's defaults.

use fake_core::{Error, account};
use jiff::SignedDuration;
use twilio_wire::rest::configuration as wire;

use crate::{
    http::{
        error::HandlerError,
        parse,
        reply::{Reply, ok},
    },
    scope::AccountRequest,
};

pub(super) fn fetch(call: &AccountRequest<'_>) -> Reply {
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let body = account.read(|account| render(account, call))?;
    Ok(ok(&body))
}

pub(super) fn update(call: &AccountRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let service =
        parse::sid(form.default_chat_service_sid.as_deref(), "DefaultChatServiceSid", 50050)?;
    let messaging_service = parse::sid(
        form.default_messaging_service_sid.as_deref(),
        "DefaultMessagingServiceSid",
        50341,
    )?;
    let timers = parse::timers(
        form.default_inactive_timer.as_deref(),
        form.default_closed_timer.as_deref(),
    )?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let body = account.record(
        |account, _| account::change_defaults(account, service, messaging_service, timers),
        |account, ()| render(account, call),
    )??;
    Ok(ok(&body))
}

fn duration(time: SignedDuration) -> String {
    time.to_string()
}

fn render(
    account: &account::Account,
    call: &AccountRequest<'_>,
) -> Result<wire::Configuration, HandlerError> {
    let defaults = account.defaults.ok_or(Error::NoService)?;
    let base = &call.base;
    Ok(wire::Configuration {
        account_sid: account.sid,
        default_chat_service_sid: defaults.service,
        default_messaging_service_sid: Some(defaults.messaging_service),
        default_inactive_timer: defaults.timers.inactive.map(duration),
        default_closed_timer: defaults.timers.closed.map(duration),
        url: format!("{base}/Configuration"),
        links: wire::Links {
            service: format!("{base}/Services/{}/Configuration", defaults.service),
            webhooks: format!("{base}/Configuration/Webhooks"),
        },
    })
}
