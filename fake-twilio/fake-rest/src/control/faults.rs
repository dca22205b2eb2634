//! `faults`: rules of what is broken on purpose.

use bytes::Bytes;
use fake_control::faults::{Rule, RuleError};
use http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;

use super::account;
use crate::{
    context::Context,
    http::{
        error::ApiError,
        parse,
        reply::{Reply, created, no_content, ok},
    },
};

/// Whose rules: those that name the account, or else all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whose {
    account_sid: Option<AccountSid>,
}

#[derive(Serialize)]
struct RuleList {
    faults: Vec<Rule>,
}

#[derive(Serialize)]
struct Deleted {
    deleted: usize,
}

impl Whose {
    fn of(context: &Context, request: &Request<Bytes>) -> Result<Self, ApiError> {
        let query = request.uri().query().unwrap_or_default();
        let whose: Self = parse::form(query.as_bytes())?;
        whose.account_sid.map(|sid| account::named(context, Some(sid))).transpose()?;
        Ok(whose)
    }
}

pub(super) fn list(context: &Context, request: &Request<Bytes>) -> Reply {
    let Whose { account_sid } = Whose::of(context, request)?;
    Ok(ok(&RuleList { faults: context.faults.list(account_sid) }))
}

pub(super) fn add(context: &Context, body: &[u8]) -> Reply {
    let new: fake_control::faults::NewRule = parse::json(body)?;
    if let Some(sid) = new.matching.account_sid {
        account::named(context, Some(sid))?;
    }
    let rule = context.faults.add(new).map_err(|error| match error {
        RuleError::TooMany => ApiError::new(StatusCode::CONFLICT, 20409, error.to_string()),
        RuleError::Effect(_)
        | RuleError::NoSide(_)
        | RuleError::Direction
        | RuleError::Probability
        | RuleError::Number
        | RuleError::TooLong => ApiError::bad(20001, error.to_string()),
    })?;
    Ok(created(&rule))
}

pub(super) fn clear(context: &Context, request: &Request<Bytes>) -> Reply {
    let Whose { account_sid } = Whose::of(context, request)?;
    Ok(ok(&Deleted { deleted: context.faults.clear(account_sid) }))
}

pub(super) fn fetch(context: &Context, id: &str) -> Reply {
    let rule = id.parse().ok().and_then(|id| context.faults.get(id));
    Ok(ok(&rule.ok_or_else(|| missing(id))?))
}

pub(super) fn delete(context: &Context, id: &str) -> Reply {
    let deleted = id.parse().is_ok_and(|id| context.faults.delete(id));
    if deleted { Ok(no_content()) } else { Err(missing(id).into()) }
}

fn missing(id: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, 20404, format!("There is no rule {id}"))
}
