//! `GET health`, and `GET webhooks`: how the emulator and what it called are.

use bytes::Bytes;
use fake_webhooks::Delivery;
use http::Request;
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use super::account::{self, InAccount};
use crate::{
    context::Context,
    http::{
        parse,
        reply::{Reply, ok},
    },
};

/// Default number of listed deliveries.
const DELIVERIES: usize = 50;

/// That the emulator runs, and what its clock shows.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    pub(super) status: &'static str,
    pub(super) now: Millis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Latest {
    account_sid: Option<AccountSid>,
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
struct DeliveryList {
    deliveries: Vec<Delivery>,
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch(context: &Context) -> Reply {
    Ok(ok(&Health { status: "ok", now: Millis(context.store.now()) }))
}

/// Outcome of the webhook requests to addresses of an account's applications, newest first.
pub(super) fn webhooks(context: &Context, request: &Request<Bytes>) -> Reply {
    let query: Latest = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let account_sid = account::named(context, query.account_sid)?;
    let deliveries = context.deliveries.latest(account_sid, query.limit.unwrap_or(DELIVERIES));
    Ok(ok(&InAccount { account_sid, answer: DeliveryList { deliveries } }))
}
