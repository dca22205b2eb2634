//! `GET health`, and `GET webhooks`: how the emulator and what it called are.

use bytes::Bytes;
use fake_store::Counts;
use fake_webhooks::Delivery;
use http::Request;
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use super::{
    Control,
    account::{self, InAccount},
};
use crate::{
    context::Context,
    http::{
        parse,
        reply::{Reply, ok},
    },
};

/// Default number of listed deliveries.
const DELIVERIES: usize = 50;

/// That the emulator runs, and what is in it.
#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    /// Real seconds since the start.
    uptime_s: u64,
    now: Millis,
    /// How many times as fast as the machine's the clock runs; 0 when it stands.
    clock_speed: u32,
    accounts: usize,
    conversations: usize,
    /// Video rooms in progress.
    rooms: usize,
    chat_clients: usize,
    journal_entries: usize,
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
pub(super) fn fetch(context: &Context, control: &dyn Control) -> Reply {
    let clock = control.clock();
    let Counts { conversations, rooms } = context.store.counts();
    Ok(ok(&Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        uptime_s: control.uptime().as_secs(),
        now: Millis(clock.now),
        clock_speed: clock.pace.speed(),
        accounts: context.store.accounts().len(),
        conversations,
        rooms,
        chat_clients: control.chat_clients(),
        journal_entries: context.journal.len(),
    }))
}

/// Outcome of the webhook requests to addresses of an account's applications, newest first.
pub(super) fn webhooks(context: &Context, request: &Request<Bytes>) -> Reply {
    let query: Latest = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let account_sid = account::named(context, query.account_sid)?;
    let deliveries = context.deliveries.latest(account_sid, query.limit.unwrap_or(DELIVERIES));
    Ok(ok(&InAccount { account_sid, answer: DeliveryList { deliveries } }))
}
