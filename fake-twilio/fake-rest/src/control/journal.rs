//! `journal`: what was sent, and waiting for it.

mod unknown;

use bytes::Bytes;
use fake_control::{
    Direction, Side,
    journal::{self, Directory, Found, Match, Missed, Query, Wait},
};
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ApiKeySid};

use crate::{
    context::Context,
    http::{
        error::ApiError,
        parse,
        reply::{Reply, ok},
        response::json,
    },
    operations::router,
};

use super::body::Nothing;

pub(super) use unknown::unknown;

/// A wait for entries, as an extension of a response that takes its place when it ends.
#[derive(Clone, Debug)]
pub struct JournalWait(pub Wait);

/// The query of `GET journal` and `GET journal/har`: the members of a [`Match`] without `body`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    side: Option<Side>,
    direction: Option<Direction>,
    method: Option<String>,
    path: Option<String>,
    operation: Option<String>,
    status: Option<u16>,
    account_sid: Option<AccountSid>,
    identity: Option<String>,
    event: Option<String>,
    rule: Option<u64>,
    contains: Option<String>,
    after: Option<u64>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Count {
    count: usize,
    last_id: u64,
}

#[derive(Serialize)]
struct Cleared {
    cleared: usize,
}

/// The error of a wait whose time is up.
#[derive(Serialize)]
struct TimedOut {
    code: u32,
    message: &'static str,
    status: u16,
    #[serde(flatten)]
    missed: Missed,
}

impl Directory for Context {
    fn operation(&self, method: &str, path: &str) -> Option<String> {
        let found = router().find(&method.parse::<Method>().ok()?, path).ok()?;
        Some(found.route.name.clone())
    }

    fn account(&self, user: &str) -> Option<AccountSid> {
        let of_key = |key: ApiKeySid| self.keyring.key(key).map(|it| it.account);
        user.parse().ok().or_else(|| user.parse().ok().and_then(of_key))
    }
}

impl From<Filter> for Query {
    fn from(it: Filter) -> Self {
        let matching = Match {
            side: it.side,
            direction: it.direction,
            method: it.method,
            path: it.path,
            operation: it.operation,
            status: it.status,
            account_sid: it.account_sid,
            identity: it.identity,
            event: it.event,
            rule: it.rule,
            contains: it.contains,
            body: None,
        };
        Self { matching, after: it.after, limit: it.limit }
    }
}

fn query(request: &Request<Bytes>) -> Result<Query, ApiError> {
    let query: Filter = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    Ok(query.into())
}

pub(super) fn list(context: &Context, request: &Request<Bytes>) -> Reply {
    Ok(ok(&journal::find(&context.journal, &query(request)?, context)))
}

pub(super) fn find(context: &Context, body: &[u8]) -> Reply {
    Ok(ok(&journal::find(&context.journal, &parse::json(body)?, context)))
}

pub(super) fn count(context: &Context, body: &[u8]) -> Reply {
    let (count, last_id) = journal::count(&context.journal, &parse::json(body)?, context);
    Ok(ok(&Count { count, last_id }))
}

pub(super) fn clear(context: &Context, body: &[u8]) -> Reply {
    let Nothing {} = parse::json(body)?;
    Ok(ok(&Cleared { cleared: context.journal.clear() }))
}

pub(super) fn har(context: &Context, request: &Request<Bytes>) -> Reply {
    let Query { matching, after, .. } = query(request)?;
    Ok(ok(&journal::har(&context.journal, &matching, after.unwrap_or(0), context)))
}

/// Checks a wait; the program waits, and answers with [`waited`].
pub(super) fn wait(context: &Context, body: &[u8]) -> Reply {
    let wait: Wait = parse::json(body)?;
    if !context.journal.is_on() {
        let why = "The journal is off; start the emulator without --journal off";
        return Err(ApiError::new(StatusCode::CONFLICT, 20409, why).into());
    }
    if wait.timeout().is_none() {
        return Err(ApiError::bad(20001, "timeout_ms must not be above 600000").into());
    }
    if !(1..=context.journal.limit()).contains(&wait.count) {
        let why = format!("count must lie between 1 and {}", context.journal.limit());
        return Err(ApiError::bad(20001, why).into());
    }
    Ok(ok(&serde_json::json!({})).map(|mut response| {
        response.extensions_mut().insert(JournalWait(wait));
        response
    }))
}

/// The response to a wait: the entries, or 408 when its time is up.
pub(crate) fn waited(waited: Result<Found, Missed>) -> Response<Bytes> {
    let missed = match waited {
        Ok(found) => return json(StatusCode::OK, &found),
        Err(missed) => missed,
    };
    let status = StatusCode::REQUEST_TIMEOUT;
    let message = "The time is up, and too few entries match";
    json(status, &TimedOut { code: 20408, message, status: status.as_u16(), missed })
}
