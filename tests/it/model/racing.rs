//! Sessions that subscribe while others write miss nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
    thread,
};

use bytes::Bytes;
use fake_sync::{ObjectId, Outbox};
use http::{Method, Request};
use serde_json::{Value, json};
use twilsock::Frame;

use super::system::System;

/// Rounds, for the race is not always lost.
const ROUNDS: usize = 4;

const SESSIONS: usize = 200;
/// Messages at most, so that one answer replays all of them.
const MESSAGES: usize = 1_000;

const ROOM: &str = "/v1/Conversations/room";

/// Numbers of the list's events in the frames that have come.
fn events(outbox: &Outbox) -> Vec<u64> {
    let mut frames = Vec::new();
    let _ = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut frames);
    let payload = |frame: &Bytes| Frame::decode(frame).expect("a frame").payload;
    let pushes = frames.iter().map(|it| serde_json::from_slice::<Value>(&payload(it)));
    let pushes = pushes.map(|push| push.expect("JSON"));
    let of_items = pushes.filter(|push| push["event_type"] == "list_item_added");
    let all = of_items.flat_map(|push| push["events"].as_array().cloned().unwrap_or_default());
    all.map(|event| event["id"].as_u64().expect("a number")).collect()
}

#[test]
fn a_session_that_subscribes_while_others_write_gets_every_event_once() {
    (0..ROUNDS).for_each(|_| race());
}

fn race() {
    let system = System::new();
    let sid = system.rest(Method::POST, "/v1/Conversations", "UniqueName=room").1["sid"].clone();
    let sid = sid.as_str().and_then(|sid| sid.parse().ok()).expect("a SID");
    system.rest(Method::POST, &format!("{ROOM}/Participants"), "Identity=ada");
    let list = ObjectId::Messages(sid).to_string();
    let is_over = AtomicBool::new(false);
    let sessions: Vec<(u64, Arc<Outbox>)> = thread::scope(|threads| {
        let (system, is_over) = (&system, &is_over);
        threads.spawn(move || {
            for _ in (0..MESSAGES).take_while(|_| !is_over.load(Ordering::Relaxed)) {
                system.rest(Method::POST, &format!("{ROOM}/Messages"), "Body=x");
            }
        });
        let opened = (0..SESSIONS).map(|_| subscribe(system, &list)).collect();
        is_over.store(true, Ordering::Relaxed);
        opened
    });
    while system.hub.catch_up() {}
    let messages = system.rest(Method::GET, &format!("{ROOM}/Messages?Order=desc&PageSize=1"), "");
    let written = messages.1["messages"][0]["index"].as_u64().map_or(0, |index| index + 1);
    for (known, outbox) in sessions {
        assert!(events(&outbox).into_iter().eq(known + 1..=written), "from {known} to {written}");
    }
}

/// Opens the list as the SDK does, and subscribes to it; gives the number that was known then.
fn subscribe(system: &System, list: &str) -> (u64, Arc<Outbox>) {
    let outbox = Arc::<Outbox>::default();
    let session = system.hub.open("ada", outbox.clone());
    let call = |method, path: String, body: Value| {
        let uri = format!("http://emulator.test{path}");
        let request = Request::builder().method(method).uri(uri);
        let request = request.body(Bytes::from(body.to_string())).expect("a request");
        let response = system.hub.handle(session, &request).response;
        serde_json::from_slice::<Value>(response.body()).expect("JSON")
    };
    let opened = call(Method::GET, format!("/v3/Lists/{list}"), Value::Null);
    let known = opened["last_event_id"].as_u64().expect("a number");
    let wanted = json!({
        "event_protocol_version": 4,
        "action": "establish",
        "correlation_id": 1,
        "retried_requests": 0,
        "ttl_in_s": -1,
        "requests": [{ "object_sid": list, "object_type": "list", "last_event_id": known }],
    });
    call(Method::POST, "/v4/Subscriptions".to_owned(), wanted);
    (known, outbox)
}
