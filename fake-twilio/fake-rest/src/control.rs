//! The control API of the emulator itself, under `/_emulator/v1`.

mod account;
mod accounts;
mod act;
mod body;
mod clients;
mod reset;
mod seed;
mod seed_document;

use bytes::Bytes;
use fake_webhooks::{Delivery, PreEventDecision};
use http::{Method, Request};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use crate::{
    context::Context,
    control::account::InAccount,
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        parse,
        reply::{Reply, ok},
    },
};

pub use act::ActSignal;
pub use clients::{Disconnect, DropClients, Whom};
pub(crate) use seed_document::load_seed;

/// First segment of all paths of the control API.
pub(crate) const PREFIX: &str = "_emulator";

/// Operations of the control API on the running program.
pub trait Control: Send + Sync {
    /// Advances the clock, if it is frozen.
    ///
    /// # Errors
    /// Why it cannot be moved; it shows the same moment then.
    fn advance(&self, by: Advance) -> Result<Timestamp, ClockError>;

    /// Sends a `close` to connected chat clients of an account; returns how many.
    fn disconnect(&self, account: AccountSid, whom: &Disconnect) -> usize;

    /// Drops connections of chat clients of an account without a close frame; returns how many.
    fn drop_clients(&self, account: AccountSid, dropped: &DropClients) -> usize;

    /// Takes note that an account was reset: webhook requests that wait are dropped, and continuation
    /// tokens become unknown.
    fn note_reset(&self, account: AccountSid);
}

/// How far to move the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// Milliseconds.
    pub millis: u32,
}

impl Advance {
    /// The moment this far behind another; none when it lies beyond the end of time.
    pub fn after(self, moment: Timestamp) -> Option<Timestamp> {
        moment.checked_add(i64::from(self.millis).milliseconds()).ok()
    }
}

/// Why the clock cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It is the machine's clock.
    #[error("The clock is not frozen; start the emulator with --now to advance it")]
    Runs,
    /// It would show a moment that cannot be written.
    #[error("The clock cannot be moved beyond the year 9999")]
    EndOfTime,
}

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    now: Millis,
}

/// Default number of listed deliveries.
const DELIVERIES: usize = 50;

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

pub(crate) fn handle(
    context: &Context,
    control: &dyn Control,
    request: &Request<Bytes>,
    segments: &[&str],
    decision: Option<&PreEventDecision>,
) -> Reply {
    body::check(request)?;
    match (segments, request.method()) {
        (["health"], &Method::GET) => {
            Ok(ok(&Health { status: "ok", now: Millis(context.store.now()) }))
        }
        (["clock"], &Method::POST) => advance(control, request.body()),
        (["accounts"], &Method::GET) => accounts::list(context),
        (["accounts"], &Method::POST) => accounts::open(context, request.body()),
        (["accounts", sid], &Method::DELETE) => accounts::delete(context, control, sid),
        (["clients", "disconnect"], &Method::POST) => {
            clients::disconnect(context, control, request.body())
        }
        (["clients", "drop"], &Method::POST) => {
            clients::drop_clients(context, control, request.body())
        }
        (["act", verb], _) => act::act(context, request, verb, decision),
        (["reset"], &Method::POST) => reset::reset(context, control, request.body()),
        (["webhooks"], &Method::GET) => webhooks(context, request),
        (["seed"], &Method::POST) => seed_document::load(context, request),
        (["seed", rest @ ..], _) => seed::handle(context, request, rest),
        (
            ["health" | "clock" | "accounts" | "reset" | "webhooks"]
            | ["accounts", _]
            | ["clients", "disconnect" | "drop"],
            _,
        ) => Err(method_not_allowed()),
        _ => Err(HandlerError::from(ApiError::not_found(request.uri().path()))),
    }
}

fn advance(control: &dyn Control, body: &[u8]) -> Reply {
    let by: Advance = parse::json(body)?;
    let moved = control.advance(by);
    let now = moved.map_err(|error| ApiError::bad(20001, error.to_string()))?;
    Ok(ok(&Health { status: "ok", now: Millis(now) }))
}

/// Outcome of the webhook requests to addresses of an account's applications, newest first.
fn webhooks(context: &Context, request: &Request<Bytes>) -> Reply {
    let query: Latest = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let account_sid = account::named(context, query.account_sid)?;
    let deliveries = context.deliveries.latest(account_sid, query.limit.unwrap_or(DELIVERIES));
    Ok(ok(&InAccount { account_sid, answer: DeliveryList { deliveries } }))
}
