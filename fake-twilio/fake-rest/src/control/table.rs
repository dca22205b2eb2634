//! The table of the control API's operations: which method and path leads to which handler.

use bytes::Bytes;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, Response};

use super::{
    Control, accounts, act, archives, clients, clock, faults, health, journal, reset, seed,
    seed_document, snapshots,
};
use crate::{
    context::Context,
    http::{
        error::{ApiError, method_not_allowed},
        reply::{Reply, Step},
        response::json_text,
    },
};

/// A request with what handlers need.
pub(super) struct Call<'a> {
    pub(super) context: &'a Context,
    pub(super) control: &'a dyn Control,
    pub(super) request: &'a Request<Bytes>,
    pub(super) decision: Option<&'a PreEventDecision>,
}

/// An operation of the control API.
pub struct ControlOperation {
    /// Its name.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path behind `/_emulator/v1/`, with the names of its variables in braces.
    pub path: &'static str,
    /// Takes the values of the path's variables.
    handler: fn(&Call<'_>, &[&str]) -> Reply,
}

const fn get(
    name: &'static str,
    path: &'static str,
    handler: fn(&Call<'_>, &[&str]) -> Reply,
) -> ControlOperation {
    ControlOperation { name, method: Method::GET, path, handler }
}

const fn post(
    name: &'static str,
    path: &'static str,
    handler: fn(&Call<'_>, &[&str]) -> Reply,
) -> ControlOperation {
    ControlOperation { name, method: Method::POST, path, handler }
}

const fn delete(
    name: &'static str,
    path: &'static str,
    handler: fn(&Call<'_>, &[&str]) -> Reply,
) -> ControlOperation {
    ControlOperation { name, method: Method::DELETE, path, handler }
}

/// All operations.
static OPERATIONS: [ControlOperation; 41] = [
    get("FetchHealth", "health", |call, _| health::fetch(call.context, call.control)),
    get("FetchOpenApi", "openapi.json", |_, _| Ok(document())),
    get("FetchClock", "clock", |call, _| clock::fetch(call.control)),
    post("MoveClock", "clock", |call, _| clock::advance(call.control, call.request.body())),
    post("AdvanceClock", "clock/advance", |call, _| {
        clock::advance(call.control, call.request.body())
    }),
    post("FreezeClock", "clock/freeze", |call, _| clock::freeze(call.control, call.request.body())),
    post("SetClock", "clock/set", |call, _| clock::set(call.control, call.request.body())),
    post("RunClock", "clock/run", |call, _| clock::run(call.control, call.request.body())),
    get("ListAccounts", "accounts", |call, _| accounts::list(call.context)),
    post("CreateAccount", "accounts", |call, _| accounts::open(call.context, call.request.body())),
    delete("DeleteAccount", "accounts/{account_sid}", |call, path| {
        accounts::delete(call.context, call.control, value(path))
    }),
    post("DisconnectClients", "clients/disconnect", |call, _| {
        clients::disconnect(call.context, call.control, call.request.body())
    }),
    post("DropClients", "clients/drop", |call, _| {
        clients::drop_clients(call.context, call.control, call.request.body())
    }),
    post("Act", "act/{verb}", |call, path| {
        act::act(call.context, call.request, value(path), call.decision)
    }),
    post("Reset", "reset", |call, _| reset::reset(call.context, call.control, call.request.body())),
    get("Export", "export", |call, _| archives::export(call.context, call.request)),
    post("Import", "import", |call, _| archives::import(call.context, call.control, call.request)),
    get("ListSnapshots", "snapshots", |call, _| snapshots::list(call.context)),
    post("TakeSnapshot", "snapshots/{name}", |call, path| {
        snapshots::take(call.context, value(path), call.request.body())
    }),
    delete("DeleteSnapshot", "snapshots/{name}", |call, path| {
        snapshots::delete(call.context, value(path))
    }),
    post("RestoreSnapshot", "snapshots/{name}/restore", |call, path| {
        snapshots::restore(call.context, call.control, value(path), call.request.body())
    }),
    get("ListWebhookDeliveries", "webhooks", |call, _| {
        health::webhooks(call.context, call.request)
    }),
    post("LoadSeed", "seed", |call, _| seed_document::load(call.context, call.request)),
    post("SeedVideoParticipant", "seed/video/participants", |call, _| {
        seed::participant(call.context, call.request.body())
    }),
    post("SeedBinding", "seed/conversations/bindings", |call, _| {
        seed::conversations::binding(call.context, call.request.body())
    }),
    post("SeedContentTemplate", "seed/conversations/content-templates", |call, _| {
        seed::template(call.context, call.request.body())
    }),
    post("SeedReceipt", "seed/conversations/receipts", |call, _| {
        seed::conversations::receipt(call.context, call.request.body())
    }),
    post("SeedChannelMetadata", "seed/conversations/channel-metadata", |call, _| {
        seed::conversations::metadata(call.context, call.request.body())
    }),
    post("SeedMessageRecipients", "seed/conversations/message-recipients", |call, _| {
        seed::conversations::recipients(call.context, call.request.body())
    }),
    get("ListFaults", "faults", |call, _| faults::list(call.context, call.request)),
    post("CreateFault", "faults", |call, _| faults::add(call.context, call.request.body())),
    delete("DeleteFaults", "faults", |call, _| faults::clear(call.context, call.request)),
    get("FetchFault", "faults/{id}", |call, path| faults::fetch(call.context, value(path))),
    delete("DeleteFault", "faults/{id}", |call, path| faults::delete(call.context, value(path))),
    get("ListJournal", "journal", |call, _| journal::list(call.context, call.request)),
    post("FindInJournal", "journal/find", |call, _| {
        journal::find(call.context, call.request.body())
    }),
    post("CountInJournal", "journal/count", |call, _| {
        journal::count(call.context, call.request.body())
    }),
    post("WaitForJournal", "journal/wait", |call, _| {
        journal::wait(call.context, call.request.body())
    }),
    post("ClearJournal", "journal/clear", |call, _| {
        journal::clear(call.context, call.request.body())
    }),
    get("ListUnknownPaths", "journal/unknown", |call, _| journal::unknown(call.context)),
    get("ExportHar", "journal/har", |call, _| journal::har(call.context, call.request)),
];

impl ControlOperation {
    /// Returns whether a path has these segments; a variable takes any.
    pub fn matches(&self, segments: &[&str]) -> bool {
        values(self.path, segments).is_some()
    }
}

/// The OpenAPI document, which tests compare with this table.
fn document() -> Step<Response<Bytes>> {
    const DOCUMENT: &str = include_str!("openapi.json");
    Step::Done(json_text(Bytes::from_static(DOCUMENT.as_bytes())))
}

/// Every operation of the control API.
pub fn control_operations() -> &'static [ControlOperation] {
    &OPERATIONS
}

/// Answers a request whose path has these segments behind the version.
pub(super) fn answer(call: &Call<'_>, segments: &[&str]) -> Reply {
    let on_path = OPERATIONS.iter().filter_map(|it| Some((it, values(it.path, segments)?)));
    let on_path: Vec<_> = on_path.collect();
    if on_path.is_empty() {
        return Err(ApiError::not_found(call.request.uri().path()).into());
    }
    let found = on_path.iter().find(|(it, _)| it.method == *call.request.method());
    let (operation, values) = found.ok_or_else(method_not_allowed)?;
    (operation.handler)(call, values)
}

/// The values of a path's variables; none when the segments are those of another path.
fn values<'s>(path: &str, segments: &[&'s str]) -> Option<Vec<&'s str>> {
    let known: Vec<&str> = path.split('/').collect();
    if known.len() != segments.len() {
        return None;
    }
    let mut values = Vec::new();
    for (known, segment) in known.iter().zip(segments) {
        match known.starts_with('{') {
            true if segment.is_empty() => return None,
            true => values.push(*segment),
            false if known != segment => return None,
            false => {}
        }
    }
    Some(values)
}

/// The value of the only variable of a path.
fn value<'a>(values: &[&'a str]) -> &'a str {
    values.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_operations_have_the_same_name_or_the_same_method_and_path() {
        let names: BTreeSet<_> = OPERATIONS.iter().map(|it| it.name).collect();
        let places: BTreeSet<_> =
            OPERATIONS.iter().map(|it| (it.method.as_str(), it.path)).collect();
        assert_eq!((names.len(), places.len()), (OPERATIONS.len(), OPERATIONS.len()));
    }

    #[test]
    fn variables_take_one_segment_each() {
        assert_eq!(values("accounts/{sid}", &["accounts", "AC1"]), Some(vec!["AC1"]));
        for segments in [&["accounts"][..], &["accounts", ""], &["accounts", "AC1", "x"]] {
            assert_eq!(values("accounts/{sid}", segments), None, "{segments:?}");
        }
    }
}
