//! Requests for Sync objects and their items.

use std::ops::Bound;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use twilio_wire::{
    form,
    sync::{Items, ListItem, MapItem, ObjectKind, SubscriptionRequest},
};

use crate::{
    ObjectId, command,
    descriptor::{document, list, list_item, map, map_item, service_base},
    query::{self, Query},
    response::{Handled, bad_request, error, json, method_not_allowed, not_found},
    session::SessionId,
    state::State,
    subscribe,
    view::Object,
};

/// What a request leads to.
pub(crate) enum Outcome {
    /// To a response.
    Handled(Handled),
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
    get(state, session, rest, request).into()
}

fn get(
    state: &mut State<'_>,
    session: SessionId,
    rest: &[&str],
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let kind = match rest.first() {
        Some(&"Documents") => ObjectKind::Document,
        Some(&"Lists") => ObjectKind::List,
        Some(&"Maps") => ObjectKind::Map,
        _ => return error(StatusCode::NOT_FOUND, 20404, "The requested resource was not found"),
    };
    if request.method() != Method::GET {
        return method_not_allowed();
    }
    let Some(id) = rest.get(1).and_then(|name| state.open(session, name, kind)) else {
        return not_found(kind);
    };
    match rest.get(2..) {
        Some([]) => descriptor(state, id, request),
        Some(["Items"]) => items(state, id, request),
        Some(["Items", key]) => item(state, id, key, request),
        Some(["Context"]) if kind == ObjectKind::List => command::context(state, id),
        _ => not_found(kind),
    }
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

fn descriptor(state: &State<'_>, id: ObjectId, request: &Request<Bytes>) -> Response<Bytes> {
    let base = service_base(state, request);
    if let Some(Object::Document(it)) = state.view.objects.get(&id) {
        return json(StatusCode::OK, &document(state, id, it, &base));
    }
    let Some(it) = state.items(id) else { return not_found(id.kind()) };
    if id.kind() == ObjectKind::List {
        return json(StatusCode::OK, &list(state, id, it.head(), &base));
    }
    let Ok(query) = query(request) else { return malformed_query() };
    let mut body = map(state, id, it.head(), &base);
    if query.include.as_deref() == Some("items") {
        let all = it.above(Bound::Unbounded, usize::MAX);
        body.items =
            Some(all.iter().map(|(key, it)| map_item(state, id, key, it, &base)).collect());
    }
    json(StatusCode::OK, &body)
}

fn query(request: &Request<Bytes>) -> Result<Query, form::FormError> {
    form::decode(request.uri().query().unwrap_or_default().as_bytes())
}

fn malformed_query() -> Response<Bytes> {
    bad_request("The query is malformed")
}

/// An item by the address that its own description gives.
fn item(state: &State<'_>, id: ObjectId, key: &str, request: &Request<Bytes>) -> Response<Bytes> {
    let Some(items) = state.items(id) else { return not_found(id.kind()) };
    let is_list = id.kind() == ObjectKind::List;
    let found = query::read_key(key, is_list).and_then(|key| Some((items.get(&key)?, key)));
    let base = service_base(state, request);
    match found {
        Some((it, key)) if is_list => json(StatusCode::OK, &list_item(state, id, &key, &it, &base)),
        Some((it, key)) => json(StatusCode::OK, &map_item(state, id, &key, &it, &base)),
        // The codes are those that `twilio-sync` gives an item that it does not find.
        None if is_list => error(StatusCode::NOT_FOUND, 54151, "List item not found"),
        None => error(StatusCode::NOT_FOUND, 54201, "Map item not found"),
    }
}

fn items(state: &State<'_>, id: ObjectId, request: &Request<Bytes>) -> Response<Bytes> {
    let Some(items) = state.items(id) else { return not_found(id.kind()) };
    let Ok(query) = query(request) else { return malformed_query() };
    let is_list = id.kind() == ObjectKind::List;
    let Some((found, meta)) = query::page(&items, &query, is_list) else {
        return bad_request("The page that was asked for makes no sense");
    };
    let base = service_base(state, request);
    let found = found.iter();
    if is_list {
        let items = found.map(|(key, it)| list_item(state, id, key, it, &base)).collect();
        json(StatusCode::OK, &Items::<ListItem> { items, meta })
    } else {
        let items = found.map(|(key, it)| map_item(state, id, key, it, &base)).collect();
        json(StatusCode::OK, &Items::<MapItem> { items, meta })
    }
}
