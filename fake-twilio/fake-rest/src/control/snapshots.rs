//! `snapshots`: accounts as they were at some moment, in memory.

use std::{collections::BTreeMap, sync::Arc};

use http::StatusCode;
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use super::{Control, worlds};
use crate::{
    archive::Snapshot,
    context::Context,
    http::{
        error::ApiError,
        parse,
        reply::{Reply, created, no_content, ok},
    },
};

/// Snapshots that are kept at most.
const SNAPSHOTS: usize = 64;

/// Longest name of a snapshot, in bytes.
const NAME_BYTES: usize = 128;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Take {
    /// All accounts unless one is named.
    account_sid: Option<AccountSid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restore {
    /// Whether chat clients are disconnected first, instead of getting each removal as an event.
    #[serde(default)]
    disconnect: bool,
}

#[derive(Serialize)]
struct ListedSnapshot<'a> {
    name: &'a str,
    date_created: Millis,
    account_sids: Vec<AccountSid>,
}

#[derive(Serialize)]
struct SnapshotList<'a> {
    snapshots: Vec<ListedSnapshot<'a>>,
}

fn listed<'a>(name: &'a str, snapshot: &Snapshot) -> ListedSnapshot<'a> {
    let account_sids = snapshot.worlds.accounts.iter().map(|saved| saved.sid).collect();
    ListedSnapshot { name, date_created: Millis(snapshot.taken), account_sids }
}

/// Takes a snapshot, in the place of one with the same name.
pub(super) fn take(context: &Context, name: &str, body: &[u8]) -> Reply {
    let take: Take = parse::json(body)?;
    if name.len() > NAME_BYTES {
        let why = format!("The name of a snapshot has {NAME_BYTES} bytes at most");
        return Err(ApiError::bad(20001, why).into());
    }
    let sids = worlds::accounts(context, take.account_sid)?;
    is_room(&context.snapshots.lock(), name)?;
    let snapshot =
        Arc::new(Snapshot { taken: context.store.now(), worlds: worlds::save(context, &sids) });
    let before = {
        let mut snapshots = context.snapshots.lock();
        is_room(&snapshots, name)?;
        snapshots.insert(name.to_owned(), snapshot.clone())
    };
    discard(context, before);
    Ok(created(&listed(name, &snapshot)))
}

/// Checks that a snapshot can be kept.
fn is_room(snapshots: &BTreeMap<String, Arc<Snapshot>>, name: &str) -> Result<(), ApiError> {
    if snapshots.len() < SNAPSHOTS || snapshots.contains_key(name) {
        return Ok(());
    }
    let why = format!("There are {SNAPSHOTS} snapshots, and no more are kept");
    Err(ApiError::new(StatusCode::CONFLICT, 20409, why))
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn list(context: &Context) -> Reply {
    let snapshots = context.snapshots.lock().clone();
    let listed = snapshots.iter().map(|(name, snapshot)| listed(name, snapshot)).collect();
    Ok(ok(&SnapshotList { snapshots: listed }))
}

pub(super) fn delete(context: &Context, name: &str) -> Reply {
    let removed = context.snapshots.lock().remove(name);
    discard(context, Some(removed.ok_or_else(|| missing(name))?));
    Ok(no_content())
}

pub(super) fn restore(context: &Context, control: &dyn Control, name: &str, body: &[u8]) -> Reply {
    let restore: Restore = parse::json(body)?;
    let snapshot = context.snapshots.lock().get(name).cloned();
    let snapshot = snapshot.ok_or_else(|| missing(name))?;
    Ok(ok(&worlds::restore(context, control, &snapshot.worlds, restore.disconnect)?))
}

/// To drop a snapshot may take long, so nobody waits for it.
fn discard(context: &Context, snapshot: Option<Arc<Snapshot>>) {
    if let Some(snapshot) = snapshot {
        context.store.discarded().put(Box::new(snapshot));
    }
}

fn missing(name: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, 20404, format!("There is no snapshot {name:?}"))
}
