//! From records to entries.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;
use twilio_sid::AccountSid;
use twilio_wire::{
    time::Millis,
    twilsock::{DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT, SYNC_EVENT},
};
use twilsock::Frame;

use super::{
    entry::Entry,
    mask,
    message::{Head, status},
    record::{Exchange, Protocol, Record, SocketMessage, WebhookCall},
    ring::Stored,
};
use crate::side::{Direction, Side, Sides};

/// Requests of Twilsock whose replies are looked for.
const UNANSWERED: usize = 4096;

/// Event of a request that opens a WebSocket.
pub const UPGRADE: &str = "upgrade";

/// What entries say that records do not.
pub trait Directory {
    /// The name of a REST operation.
    fn operation(&self, method: &str, path: &str) -> Option<String>;

    /// The account of a user of basic authentication: an account or an API key.
    fn account(&self, user: &str) -> Option<AccountSid>;
}

/// A directory that has no names, which messages and webhooks do not need.
pub struct NoDirectory;

impl Directory for NoDirectory {
    fn operation(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn account(&self, _: &str) -> Option<AccountSid> {
        None
    }
}

/// Decodes records in their order: replies are told apart by their requests.
pub(super) struct Decoder<'a> {
    directory: &'a dyn Directory,
    /// Requests by connection and identifier.
    unanswered: &'a mut Unanswered,
}

/// Decodes records that are not in a journal, in their order.
#[derive(Default)]
pub struct RecordDecoder {
    unanswered: Unanswered,
}

impl RecordDecoder {
    /// The entry of a record, without number and time.
    pub fn decode(&mut self, record: &Record, directory: &dyn Directory) -> Entry {
        Decoder::new(directory, &mut self.unanswered).record(record)
    }
}

/// Requests of Twilsock by connection and identifier.
pub(super) type Unanswered = BTreeMap<(u64, String), Asked>;

/// What a reply says of its request.
pub(super) struct Asked {
    side: Side,
    method: Option<String>,
    path: Option<String>,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(directory: &'a dyn Directory, unanswered: &'a mut Unanswered) -> Self {
        Self { directory, unanswered }
    }

    pub(super) fn decode(&mut self, stored: &Stored) -> Entry {
        Entry { id: stored.id, at: Millis(stored.at), ..self.record(&stored.record) }
    }

    fn record(&mut self, record: &Record) -> Entry {
        match record {
            Record::Exchange(it) => self.exchange(it),
            Record::Socket(it) => match it.protocol {
                Protocol::Twilsock => self.frame(it),
                Protocol::Signaling => signaling(it),
            },
            Record::Webhook(it) => webhook(it),
        }
    }

    fn exchange(&self, it: &Exchange) -> Entry {
        let request = it.request.head();
        let response = it.response.as_ref().map(|message| (message, message.head()));
        let Sent { method, path, query } = Sent::of(&request);
        // A WebSocket begins with a request.
        let event = (!Sides::HTTP.has(it.side)).then(|| UPGRADE.to_owned());
        let user = request.header("authorization").and_then(mask::user);
        Entry {
            side: it.side,
            account_sid: user.and_then(|user| self.directory.account(&user)),
            event,
            operation: self.directory.operation(&method, &path),
            method: Some(method),
            path: Some(path),
            query,
            status: response.as_ref().and_then(|(_, head)| status(head)),
            took_us: u64::try_from(it.took.as_micros()).ok(),
            fault: it.fault.clone(),
            request: Some(it.request.part(&request)),
            response: response.as_ref().map(|(message, head)| message.part(head)),
            ..Entry::default()
        }
    }

    fn frame(&mut self, it: &SocketMessage) -> Entry {
        let entry = Entry { side: Side::Twilsock, ..of_socket(it) };
        let Ok(Frame { header, payload }) = Frame::decode(&it.payload) else {
            return Entry { body: Some(size(&it.payload)), ..entry };
        };
        let asked = match it.direction {
            Direction::In => header.http_request.as_ref().map(|request| Asked {
                side: if is_sync(&request.path) { Side::Sync } else { Side::Twilsock },
                method: Some(request.method.clone()),
                path: Some(mask::text(&request.path)),
            }),
            Direction::Out => self.unanswered.remove(&(it.connection, header.id.clone())),
        };
        let body = (!payload.is_empty()).then(|| mask::value(read(&payload)));
        let (side, event) = match header.message_type.as_deref() {
            Some(kind) => {
                let is_sync = [SYNC_EVENT, DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT].contains(&kind);
                let side = if is_sync { Side::Sync } else { Side::Twilsock };
                (side, Some(event_of(body.as_ref()).unwrap_or_else(|| kind.to_owned())))
            }
            None => (asked.as_ref().map_or(Side::Twilsock, |it| it.side), None),
        };
        let http_status = header.http_status.as_ref().map(|it| it.code);
        let entry = Entry {
            side,
            event,
            method: asked.as_ref().and_then(|it| it.method.clone()),
            path: asked.as_ref().and_then(|it| it.path.clone()),
            status: http_status.or_else(|| header.status.as_ref().map(|it| it.code)),
            header: serde_json::to_value(&header).ok().map(mask::value),
            body,
            ..entry
        };
        if let (Direction::In, Some(asked)) = (it.direction, asked) {
            if self.unanswered.len() >= UNANSWERED {
                self.unanswered.pop_first();
            }
            self.unanswered.insert((it.connection, header.id.clone()), asked);
        }
        let method = entry.header.as_ref().and_then(|header| header["method"].as_str());
        let method = entry.method.clone().or_else(|| method.map(str::to_owned));
        Entry { method, ..entry }
    }
}

/// Method, path and query of a request.
struct Sent {
    method: String,
    path: String,
    query: Option<String>,
}

impl Sent {
    fn of(head: &Head) -> Self {
        let (method, target) = head.first.split_once(' ').unwrap_or((&head.first, ""));
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(mask::query(query))),
            None => (target, None),
        };
        Self { method: method.to_owned(), path: mask::text(path), query }
    }
}

fn webhook(it: &WebhookCall) -> Entry {
    let request = it.request.head();
    let response = it.response.as_ref().map(|message| (message, message.head()));
    let Sent { method, path, query } = Sent::of(&request);
    Entry {
        side: Side::Webhook,
        account_sid: Some(it.account),
        event: Some(it.event.to_owned()),
        method: Some(method),
        path: Some(path),
        query,
        status: response.as_ref().and_then(|(_, head)| status(head)),
        took_us: u64::try_from(it.took.as_micros()).ok(),
        fault: it.fault.clone(),
        request: Some(it.request.part(&request)),
        response: response.as_ref().map(|(message, head)| message.part(head)),
        ..Entry::default()
    }
}

fn signaling(it: &SocketMessage) -> Entry {
    let body = mask::value(read(&it.payload));
    // What is said stands in an envelope; see `twilio_wire::signaling`.
    let event = body["body"]["type"].as_str().or_else(|| body["type"].as_str());
    let event = event.map(str::to_owned);
    Entry { side: Side::Signaling, event, body: Some(body), ..of_socket(it) }
}

fn of_socket(it: &SocketMessage) -> Entry {
    Entry {
        direction: Some(it.direction),
        connection: Some(it.connection),
        account_sid: it.party.as_ref().map(|party| party.account),
        identity: it.party.as_ref().map(|party| party.identity.clone()),
        fault: it.fault.clone(),
        ..Entry::default()
    }
}

/// Returns whether a path leads to Sync (`crates/twilsock`, twilio-sync 3.0: `/v3` and `/v4`).
fn is_sync(path: &str) -> bool {
    path.starts_with("/v3/") || path.starts_with("/v4/")
}

/// The type of Sync's event in a push; of its answers to subscriptions theirs.
fn event_of(body: Option<&Value>) -> Option<String> {
    body?.get("event_type").and_then(Value::as_str).map(str::to_owned)
}

/// JSON, else a text, else the number of bytes.
fn read(payload: &Bytes) -> Value {
    serde_json::from_slice(payload).unwrap_or_else(|_| match std::str::from_utf8(payload) {
        Ok(text) => Value::from(text),
        Err(_) => size(payload),
    })
}

fn size(payload: &Bytes) -> Value {
    serde_json::json!({ "bytes": payload.len() })
}
