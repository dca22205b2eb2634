//! Requests for Sync objects and their items.

use std::ops::Bound;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use twilio_wire::{
    form,
    sync::{ObjectKind, SubscriptionRequest},
};

use crate::{
    ObjectId, command,
    descriptor::service_base,
    objects::Object,
    query::{self, Query},
    reading::{Content, Reading},
    response::{Handled, SyncError, bad_request, method_not_allowed},
    session::SessionId,
    state::State,
    subscribe,
};

/// Results of request handlers.
pub(crate) enum Outcome {
    /// To a response that is written already.
    Handled(Handled),
    /// To a response with what was read; serialized after the lock is released.
    Read(Reading),
    /// To events for the session, and then to a response.
    Subscriptions(subscribe::Answer),
}

impl<T: Into<Handled>> From<T> for Outcome {
    fn from(handled: T) -> Self {
        Self::Handled(handled.into())
    }
}

pub(crate) fn answer(
    state: &mut State<'_>,
    session: SessionId,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Outcome {
    let path = request.uri().path();
    let segments: Vec<_> = path
        .trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let rest = match segments.as_slice() {
        ["v4", "Subscriptions"] => return subscriptions(state, session, request, at),
        ["v3", "Services", _, rest @ ..] | ["v3", rest @ ..] => rest,
        _ => &[],
    };
    if request.method() == Method::POST {
        match rest {
            ["Lists"] => return command::make_list(state, session, request, at).into(),
            ["Lists", sid, "Items"] => {
                return command::push(state, session, sid, request, at).into();
            }
            _ => {}
        }
    }
    match get(state, session, rest, request) {
        Ok(reading) => Outcome::Read(reading),
        Err(error) => error.into_response().into(),
    }
}

/// Reads the requested object, or returns an error.
fn get(
    state: &mut State<'_>,
    session: SessionId,
    rest: &[&str],
    request: &Request<Bytes>,
) -> Result<Reading, SyncError> {
    let kind = match rest.first() {
        Some(&"Documents") => ObjectKind::Document,
        Some(&"Lists") => ObjectKind::List,
        Some(&"Maps") => ObjectKind::Map,
        _ => {
            let why = "The requested resource was not found";
            return Err(SyncError::new(StatusCode::NOT_FOUND, 20404, why));
        }
    };
    if request.method() != Method::GET {
        return Err(SyncError::METHOD_NOT_ALLOWED);
    }
    let id = rest.get(1).and_then(|name| state.open(session, name, kind));
    let id = id.ok_or_else(|| SyncError::not_found(kind))?;
    let content = match rest.get(2..) {
        Some([]) => descriptor(state, id, request)?,
        Some(["Items"]) => items(state, id, request)?,
        Some(["Items", key]) => item(state, id, key)?,
        Some(["Context"]) if kind == ObjectKind::List => context(state, id)?,
        _ => return Err(SyncError::not_found(kind)),
    };
    let service = state.world.service.clone();
    Ok(Reading { base: service_base(service.sid, request), service, id, content })
}

fn subscriptions(
    state: &mut State<'_>,
    session: SessionId,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Outcome {
    if request.method() != Method::POST {
        return method_not_allowed().into();
    }
    match serde_json::from_slice::<SubscriptionRequest>(request.body()) {
        Ok(body) => Outcome::Subscriptions(subscribe::answer(state, session, body, at)),
        Err(why) => bad_request(&format!("The subscription request is malformed: {why}")).into(),
    }
}

fn descriptor(
    state: &State<'_>,
    id: ObjectId,
    request: &Request<Bytes>,
) -> Result<Content, SyncError> {
    if let Some(Object::Document(it)) = state.view.objects.get(&id) {
        return Ok(Content::Document(it.clone()));
    }
    let it = state.items(id).ok_or_else(|| SyncError::not_found(id.kind()))?;
    if id.kind() == ObjectKind::List {
        return Ok(Content::List(it.head().clone()));
    }
    let wants_items = query(request)?.include.as_deref() == Some("items");
    let items = wants_items.then(|| it.above(Bound::Unbounded, usize::MAX));
    Ok(Content::Map(it.head().clone(), items))
}

fn query(request: &Request<Bytes>) -> Result<Query, SyncError> {
    let query = form::decode(request.uri().query().unwrap_or_default().as_bytes());
    query.map_err(|_| SyncError::bad_request("The query is malformed"))
}

/// An item by the address that its own description gives.
fn item(state: &State<'_>, id: ObjectId, key: &str) -> Result<Content, SyncError> {
    let items = state.items(id).ok_or_else(|| SyncError::not_found(id.kind()))?;
    let is_list = id.kind() == ObjectKind::List;
    let found = query::read_key(key, is_list).and_then(|key| Some((items.get(&key)?, key)));
    match found {
        Some((item, key)) => Ok(Content::Item(key, item)),
        // The codes are those that `twilio-sync` gives an item that it does not find.
        None if is_list => Err(SyncError::new(StatusCode::NOT_FOUND, 54151, "List item not found")),
        None => Err(SyncError::new(StatusCode::NOT_FOUND, 54201, "Map item not found")),
    }
}

fn items(state: &State<'_>, id: ObjectId, request: &Request<Bytes>) -> Result<Content, SyncError> {
    let items = state.items(id).ok_or_else(|| SyncError::not_found(id.kind()))?;
    let page = query::page(items, &query(request)?, id.kind() == ObjectKind::List);
    let (found, tokens) =
        page.ok_or_else(|| SyncError::bad_request("The page that was asked for makes no sense"))?;
    Ok(Content::Items(found, tokens))
}

fn context(state: &State<'_>, id: ObjectId) -> Result<Content, SyncError> {
    let ObjectId::Session(sid) = id else { return Err(SyncError::not_found(ObjectKind::List)) };
    let list =
        state.clients.lists.get(sid).ok_or_else(|| SyncError::not_found(ObjectKind::List))?;
    let (data, last_event_id) = list.context();
    Ok(Content::Context(data, last_event_id))
}
