//! Requests for Sync objects and their items.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use twilio_sid::{SyncDocumentSid, SyncListSid, SyncMapSid};
use twilio_wire::{
    error::ErrorBody,
    form,
    sync::{
        Document, Items, List, ListItem, ListLinks, Map, MapItem, MapLinks, ObjectKind,
        SubscriptionRequest,
    },
    time::Millis,
};

use crate::{
    Handled, ObjectId,
    collection::{Collection, Item, Key},
    command,
    delta::base,
    hub::{SessionId, State},
    query::{self, Query},
    subscribe,
    view::{self, Object},
};

/// What is said of an object that is not there, or not for the caller to know of.
pub(crate) struct NotFound {
    pub(crate) code: u32,
    pub(crate) message: &'static str,
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    // Plain structs with text keys always have a JSON form; nothing here may panic if not.
    let mut response = Response::new(Bytes::from(serde_json::to_vec(body).unwrap_or_default()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn error(status: StatusCode, code: u32, message: &str) -> Response<Bytes> {
    json(status, &ErrorBody::new(status.as_u16(), code, message))
}

pub(crate) fn not_found(kind: ObjectKind) -> Response<Bytes> {
    let NotFound { code, message } = NotFound::of(kind);
    error(StatusCode::NOT_FOUND, code, message)
}

pub(crate) fn method_not_allowed() -> Response<Bytes> {
    error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed")
}

pub(crate) fn bad_request(message: &str) -> Response<Bytes> {
    error(StatusCode::BAD_REQUEST, 20001, message)
}

pub(crate) fn answer(
    state: &mut State,
    session: SessionId,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Handled {
    let path = request.uri().path();
    let segments: Vec<_> = path
        .trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let rest = match segments.as_slice() {
        ["v4", "Subscriptions"] => return subscriptions(state, session, request, at).into(),
        ["v3", "Services", _, rest @ ..] | ["v3", rest @ ..] => rest,
        _ => &[],
    };
    if request.method() == Method::POST {
        match rest {
            ["Lists"] => return command::make_list(state, session, request, at),
            ["Lists", sid, "Items"] => return command::push(state, session, sid, request, at),
            _ => {}
        }
    }
    get(state, session, rest, request).into()
}

fn get(
    state: &State,
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
    let Some(id) = rest.get(1).and_then(|name| state.readable(session, name, kind)) else {
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
    state: &mut State,
    session: SessionId,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Response<Bytes> {
    if request.method() != Method::POST {
        return method_not_allowed();
    }
    match serde_json::from_slice::<SubscriptionRequest>(request.body()) {
        Ok(body) => subscribe::answer(state, session, &body, at),
        Err(why) => bad_request(&format!("The subscription request is malformed: {why}")),
    }
}

pub(crate) fn service_base(state: &State, request: &Request<Bytes>) -> String {
    let host = request.uri().authority().map_or("cds.us1.twilio.com", |host| host.as_str());
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let scheme = if name.ends_with(".twilio.com") { "https" } else { "http" };
    base(&format!("{scheme}://{host}"), state.view.world.service.sid)
}

fn descriptor(state: &State, id: ObjectId, request: &Request<Bytes>) -> Response<Bytes> {
    let base = service_base(state, request);
    if let Some(Object::Document(it)) = state.view.objects.get(&id) {
        return json(StatusCode::OK, &document(state, id, it, &base));
    }
    match (state.collection(id), id.kind()) {
        (Some(it), ObjectKind::List) => json(StatusCode::OK, &list(state, id, it, &base)),
        (Some(it), _) => {
            let Ok(query) = query(request) else { return malformed_query() };
            let mut body = map(state, id, it, &base);
            if query.include.as_deref() == Some("items") {
                let all = it.items.iter();
                body.items =
                    Some(all.map(|(key, it)| map_item(state, id, key, it, &base)).collect());
            }
            json(StatusCode::OK, &body)
        }
        (None, kind) => not_found(kind),
    }
}

fn query(request: &Request<Bytes>) -> Result<Query, form::FormError> {
    form::decode(request.uri().query().unwrap_or_default().as_bytes())
}

fn malformed_query() -> Response<Bytes> {
    bad_request("The query is malformed")
}

/// An item by the address that its own description gives.
fn item(state: &State, id: ObjectId, key: &str, request: &Request<Bytes>) -> Response<Bytes> {
    let Some(collection) = state.collection(id) else { return not_found(id.kind()) };
    let is_list = id.kind() == ObjectKind::List;
    let found = query::read_key(key, is_list).and_then(|key| collection.items.get_key_value(&key));
    let base = service_base(state, request);
    match found {
        Some((key, it)) if is_list => json(StatusCode::OK, &list_item(state, id, key, it, &base)),
        Some((key, it)) => json(StatusCode::OK, &map_item(state, id, key, it, &base)),
        // The codes are those that `twilio-sync` gives an item that it does not find.
        None if is_list => error(StatusCode::NOT_FOUND, 54151, "List item not found"),
        None => error(StatusCode::NOT_FOUND, 54201, "Map item not found"),
    }
}

fn items(state: &State, id: ObjectId, request: &Request<Bytes>) -> Response<Bytes> {
    let Some(collection) = state.collection(id) else { return not_found(id.kind()) };
    let Ok(query) = query(request) else { return malformed_query() };
    let is_list = id.kind() == ObjectKind::List;
    let Some((found, meta)) = query::page(&collection.items, &query, is_list) else {
        return bad_request("The page that was asked for makes no sense");
    };
    let base = service_base(state, request);
    if is_list {
        let items =
            found.into_iter().map(|(key, it)| list_item(state, id, key, it, &base)).collect();
        json(StatusCode::OK, &Items::<ListItem> { items, meta })
    } else {
        let items =
            found.into_iter().map(|(key, it)| map_item(state, id, key, it, &base)).collect();
        json(StatusCode::OK, &Items::<MapItem> { items, meta })
    }
}

fn document(state: &State, id: ObjectId, it: &view::Document, base: &str) -> Document {
    let (sid, service) = (SyncDocumentSid::from_bytes(id.digits()), &state.view.world.service);
    Document {
        sid,
        unique_name: id.to_string(),
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Documents/{sid}"),
        revision: it.head.last_event_id.to_string(),
        last_event_id: it.head.last_event_id,
        date_created: Millis(it.head.made),
        date_updated: Millis(it.head.changed),
        date_expires: None,
        created_by: it.head.made_by.to_string(),
        data: it.data.json(),
    }
}

pub(crate) fn list(state: &State, id: ObjectId, it: &Collection, base: &str) -> List {
    let (sid, service) = (SyncListSid::from_bytes(id.digits()), &state.view.world.service);
    let url = format!("{base}/Lists/{sid}");
    List {
        sid,
        unique_name: (!matches!(id, ObjectId::Session(_))).then(|| id.to_string()),
        account_sid: service.account,
        service_sid: service.sid,
        revision: it.head.last_event_id.to_string(),
        last_event_id: it.head.last_event_id,
        date_created: Millis(it.head.made),
        date_updated: Millis(it.head.changed),
        date_expires: None,
        created_by: it.head.made_by.to_string(),
        links: ListLinks { items: format!("{url}/Items"), context: format!("{url}/Context") },
        url,
    }
}

fn map(state: &State, id: ObjectId, it: &Collection, base: &str) -> Map {
    let (sid, service) = (SyncMapSid::from_bytes(id.digits()), &state.view.world.service);
    let url = format!("{base}/Maps/{sid}");
    Map {
        sid,
        unique_name: id.to_string(),
        account_sid: service.account,
        service_sid: service.sid,
        revision: it.head.last_event_id.to_string(),
        last_event_id: it.head.last_event_id,
        date_created: Millis(it.head.made),
        date_updated: Millis(it.head.changed),
        date_expires: None,
        created_by: it.head.made_by.to_string(),
        links: MapLinks { items: format!("{url}/Items") },
        url,
        items: None,
    }
}

pub(crate) fn list_item(state: &State, id: ObjectId, key: &Key, it: &Item, base: &str) -> ListItem {
    let (sid, service) = (SyncListSid::from_bytes(id.digits()), &state.view.world.service);
    let index = match key {
        Key::Index(index) => *index,
        Key::Name(_) => 0,
    };
    ListItem {
        index,
        list_sid: sid,
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Lists/{sid}/Items/{index}"),
        revision: it.revision.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        data: it.data.json(),
    }
}

fn map_item(state: &State, id: ObjectId, key: &Key, it: &Item, base: &str) -> MapItem {
    let (sid, service) = (SyncMapSid::from_bytes(id.digits()), &state.view.world.service);
    let key = match key {
        Key::Index(index) => index.to_string(),
        Key::Name(name) => name.to_string(),
    };
    MapItem {
        map_sid: sid,
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Maps/{sid}/Items/{key}"),
        key,
        revision: it.revision.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        data: it.data.json(),
    }
}
