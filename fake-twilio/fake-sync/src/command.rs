//! Requests that make a session list, or write a command to it.

use bytes::Bytes;
use http::{Request, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use twilio_wire::sync::{ListForm, ListItemForm, ObjectKind};

use crate::{
    Handled, ObjectId, PendingCommand, V1Command,
    descriptor::{list, list_item, service_base},
    item::Key,
    response::{bad_request, json, method_not_allowed, not_found},
    session::SessionId,
    state::State,
};

/// Purpose of a session list, and the value in its context (`@twilio/conversations` 1.2.3).
const PURPOSE: &str = "com.twilio.rtd.ipmsg";
const SESSION: &str = "IpMsgSession";

fn is_session(context: &RawValue) -> bool {
    #[derive(Deserialize)]
    struct Context {
        #[serde(rename = "type")]
        kind: String,
    }
    serde_json::from_str(context.get()).is_ok_and(|Context { kind }| kind == SESSION)
}

pub(crate) fn make_list(
    state: &mut State<'_>,
    session: SessionId,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Handled {
    let form = match serde_json::from_slice::<ListForm>(request.body()) {
        Ok(form) => form,
        Err(why) => return bad_request(&format!("The list is malformed: {why}")).into(),
    };
    if form.purpose.as_deref() != Some(PURPOSE) || !is_session(&form.context) {
        return bad_request("Only lists for sessions can be made").into();
    }
    let Some(identity) = state.clients.sessions.identity(session) else {
        return not_found(ObjectKind::List).into();
    };
    let service = &state.world.service;
    let (sid, gone) = state.clients.lists.make(service.sid, &identity, &form.context, at);
    if let Some(gone) = gone {
        state.clients.send(&gone);
    }
    let id = ObjectId::Session(sid);
    let Some(made) = state.items(id) else { return not_found(ObjectKind::List).into() };
    let body = list(service, id, made.head(), &service_base(service.sid, request));
    let pending_command = Some(PendingCommand { list: sid, command: V1Command::Context });
    Handled { response: json(StatusCode::CREATED, &body), pending_command }
}

pub(crate) fn push(
    state: &mut State<'_>,
    session: SessionId,
    list: &str,
    request: &Request<Bytes>,
    at: Timestamp,
) -> Handled {
    let Some(id) = state.open(session, list, ObjectKind::List) else {
        return not_found(ObjectKind::List).into();
    };
    let ObjectId::Session(sid) = id else { return method_not_allowed().into() };
    let data = match serde_json::from_slice::<ListItemForm>(request.body()) {
        Ok(form) => form.data,
        Err(why) => return bad_request(&format!("The item is malformed: {why}")).into(),
    };
    let Some((index, added)) = state.clients.lists.push(sid, &data, at) else {
        return not_found(ObjectKind::List).into();
    };
    state.clients.send(&added);
    let (key, service) = (Key::Index(index), &state.world.service);
    let item = state.items(id).and_then(|list| list.get(&key));
    let Some(item) = item else { return not_found(ObjectKind::List).into() };
    let body = list_item(service, id, &key, &item, &service_base(service.sid, request));
    let pending_command =
        Some(PendingCommand { list: sid, command: V1Command::Command { index, data } });
    Handled { response: json(StatusCode::CREATED, &body), pending_command }
}
