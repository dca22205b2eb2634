//! Faults of Twilsock and Sync, frame by frame.

use std::time::Duration;

use e2e::{Caller, RawFrame, Stack, soon};
use futures_util::{FutureExt, StreamExt};
use http::Method;
use serde_json::{Value, json};

use super::{FAULTS, acted, add, entry, rule};

/// A conversation with ada and bob, and ada who listens to its messages.
struct Scene {
    stack: Stack,
    ada: Caller,
    sid: String,
}

impl Scene {
    async fn set() -> Self {
        let stack = Stack::frozen().await;
        let made = stack.rest().post("/v1/Conversations", &[]).await;
        let sid = made.text("sid");
        for identity in ["ada", "bob"] {
            let path = format!("/v1/Conversations/{sid}/Participants");
            stack.rest().post(&path, &[("Identity", identity)]).await;
        }
        let mut ada = stack.caller("ada").await;
        let list = json!([{ "object_sid": format!("{sid}.messages"), "object_type": "list" }]);
        ada.subscribe(1, "establish", &list).await;
        ada.settle().await;
        Self { stack, ada, sid }
    }

    async fn say(&self, body: &str) {
        let path = format!("/v1/Conversations/{}/Messages", self.sid);
        let answer = self.stack.rest().post(&path, &[("Body", body)]).await;
        assert_eq!(answer.status, 201, "{answer}");
    }

    /// Texts of the messages that were pushed up to now.
    async fn heard(&mut self) -> Vec<String> {
        self.ada.settle().await.iter().flat_map(texts).collect()
    }

    /// How many pushes with a text have left for the network.
    async fn sent(&self, text: &str) -> u64 {
        let matching = json!({ "side": "sync", "direction": "out", "contains": text });
        let body = json!({ "match": matching }).to_string();
        let path = "/_emulator/v1/journal/count";
        let counted = self.stack.rest().send(Method::POST, path, body).await;
        counted.json()["count"].as_u64().expect("a number")
    }
}

/// Texts of the messages in a push.
fn texts(push: &Value) -> Vec<String> {
    let events = push["events"].as_array().into_iter().flatten();
    events.filter_map(|event| event["item_data"]["text"].as_str().map(str::to_owned)).collect()
}

/// A rule about pushes of messages that contain a text.
fn of_push(text: &str, effect: &Value) -> Value {
    let matching = json!({ "side": "sync", "event": "list_item_added", "contains": text });
    json!({ "match": matching, "effect": effect })
}

#[tokio::test]
async fn a_message_is_held_back_until_later_ones_went_by() {
    let mut scene = Scene::set().await;
    let id = add(&scene.stack, of_push("one", &json!({ "hold": { "messages": 2 } }))).await;
    for body in ["one", "two", "three", "four"] {
        scene.say(body).await;
    }
    assert_eq!(scene.heard().await, ["two", "three", "one", "four"]);
    let entry = entry(&scene.stack, json!({ "rule": id })).await;
    assert_eq!((&entry["side"], &entry["identity"]), (&json!("sync"), &json!("ada")));
    assert_eq!(entry["fault"]["effect"], json!({ "hold": { "messages": 2 } }));
}

#[tokio::test]
async fn a_message_is_held_back_until_its_time_has_come() {
    let mut scene = Scene::set().await;
    let id = add(&scene.stack, of_push("one", &json!({ "hold": { "ms": 60_000 } }))).await;
    scene.say("one").await;
    scene.say("two").await;
    assert_eq!(scene.heard().await, ["two"]);
    scene.stack.advance(Duration::from_secs(60));
    entry(&scene.stack, json!({ "rule": id })).await;
    assert_eq!(scene.heard().await, ["one"]);
}

#[tokio::test]
async fn a_message_is_held_back_until_the_rule_is_deleted() {
    let mut scene = Scene::set().await;
    let id = add(&scene.stack, of_push("one", &json!({ "hold": {} }))).await;
    scene.say("one").await;
    scene.say("two").await;
    assert_eq!(scene.heard().await, ["two"]);
    scene.stack.rest().delete(&format!("{FAULTS}/{id}")).await;
    entry(&scene.stack, json!({ "rule": id })).await;
    assert_eq!(scene.heard().await, ["one"]);
}

#[tokio::test]
async fn a_delay_keeps_the_order() {
    let mut scene = Scene::set().await;
    let delay = json!({ "delay": { "type": "fixed", "ms": 60_000 } });
    let id = add(&scene.stack, of_push("one", &delay)).await;
    scene.say("one").await;
    acted(&scene.stack, id).await;
    scene.say("two").await;
    scene.stack.advance(Duration::from_secs(59));
    assert_eq!((scene.sent("one").await, scene.sent("two").await), (0, 0));
    scene.stack.advance(Duration::from_secs(1));
    assert_eq!(scene.heard().await, ["one", "two"]);
}

#[tokio::test]
async fn requests_get_errors_and_are_not_carried_out() {
    let mut scene = Scene::set().await;
    let path = format!("/Client/v2/Services/{}/Conversations", scene.stack.service());
    let list = format!("/v3/Lists/{}.messages", scene.sid);
    for (side, path) in [("twilsock", path.as_str()), ("sync", list.as_str())] {
        let effect =
            json!({ "status": 429, "code": 20429, "message": "slower", "retry_after_s": 2 });
        let matching = json!({ "side": side, "path": path });
        let id =
            add(&scene.stack, json!({ "match": matching, "effect": effect, "count": 1 })).await;
        let refused = scene.ada.get(path).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (429, 20429), "{side} {refused}");
        let entry = entry(&scene.stack, json!({ "rule": id })).await;
        assert_eq!((&entry["side"], &entry["direction"]), (&json!(side), &json!("in")));
        assert_ne!(scene.ada.get(path).await.status, 429);
    }
}

#[tokio::test]
async fn an_introduction_is_refused() {
    let stack = Stack::frozen().await;
    let matching = json!({ "side": "twilsock", "method": "init" });
    let effect = json!({ "status": 429, "code": 51202, "retry_after_s": 3 });
    add(&stack, json!({ "match": matching, "effect": effect, "count": 1 })).await;
    let refused = stack.connect(&stack.token("ada")).await.err().expect("a refusal");
    assert_eq!((refused.status.code, refused.status.error_code), (429, Some(51202)));
    assert!(refused.transcript.contains("\"reconnect_min_ms\": 3000"), "{}", refused.transcript);
    stack.caller("ada").await;
}

#[tokio::test]
async fn a_socket_is_closed_with_a_code_or_reset() {
    for (effect, code) in [
        (json!({ "close_code": 1013 }), Some(1013)),
        (json!({ "fault": "connection_reset" }), None),
    ] {
        let mut scene = Scene::set().await;
        let id = add(&scene.stack, of_push("one", &effect)).await;
        scene.say("one").await;
        assert_eq!(scene.ada.farewell().await, code);
        assert_eq!(rule(&scene.stack, id).await["acted"], 1);
    }
}

#[tokio::test]
async fn broken_frames_arrive() {
    let scene = Scene::set().await;
    for (fault, text) in [("empty_answer", "one"), ("malformed_answer", "two")] {
        add(&scene.stack, of_push(text, &json!({ "fault": fault }))).await;
    }
    let mut socket = scene.ada.into_socket();
    for (body, wanted) in [("one", false), ("two", true)] {
        let path = format!("/v1/Conversations/{}/Messages", scene.sid);
        scene.stack.rest().post(&path, &[("Body", body)]).await;
        let frame = soon("a frame", socket.next()).await.expect("a frame").expect("a frame");
        assert!(frame.is_binary(), "{frame:?}");
        let bytes = frame.into_data();
        assert_eq!(!bytes.is_empty(), wanted);
        assert!(RawFrame::read(&bytes).is_err());
    }
}

#[tokio::test]
async fn a_half_open_socket_stays_open_and_says_nothing() {
    let mut scene = Scene::set().await;
    add(&scene.stack, of_push("one", &json!({ "fault": "half_open" }))).await;
    scene.say("one").await;
    entry(&scene.stack, json!({ "rule": 1 })).await;
    scene.say("two").await;
    scene.ada.begin(Method::GET, "/Client/v2/Configuration", "").await;
    let mut bob = scene.stack.caller("bob").await;
    assert_eq!(bob.get("/Client/v2/Configuration").await.status, 200);
    silent_until_the_end(scene).await;
}

#[tokio::test]
async fn what_was_sent_before_a_socket_is_half_open_arrives() {
    let mut scene = Scene::set().await;
    // A frame so short that it waits for more before it leaves for the network.
    let path = "/v3/Lists/nothing";
    let matching = json!({ "side": "sync", "direction": "out", "path": path });
    let delay = json!({ "delay": { "type": "fixed", "ms": 60_000 } });
    let before = add(&scene.stack, json!({ "match": matching, "effect": delay })).await;
    let half_open = add(&scene.stack, of_push("one", &json!({ "fault": "half_open" }))).await;
    let request = scene.ada.begin(Method::GET, path, "").await;
    acted(&scene.stack, before).await;
    scene.say("one").await;
    acted(&scene.stack, half_open).await;
    // Both leave at once.
    scene.stack.advance(Duration::from_secs(60));
    assert_eq!(scene.ada.answer(request).await.status, 404);
    silent_until_the_end(scene).await;
}

/// Checks that a connection is open until the emulator stops, and that nothing comes meanwhile.
async fn silent_until_the_end(scene: Scene) {
    let Scene { stack, ada, .. } = scene;
    let mut socket = ada.into_socket();
    let early = socket.next().now_or_never();
    assert!(early.is_none(), "{early:?}");
    drop(stack);
    let end = soon("an end", socket.next()).await;
    assert!(!matches!(end, Some(Ok(_))), "{end:?}");
}

#[tokio::test]
async fn a_line_is_slow() {
    let mut scene = Scene::set().await;
    let id = add(&scene.stack, of_push("one", &json!({ "bytes_per_second": 100 }))).await;
    scene.say("one").await;
    acted(&scene.stack, id).await;
    assert_eq!(scene.sent("one").await, 0);
    scene.stack.advance(Duration::from_secs(1));
    assert_eq!(scene.sent("one").await, 0, "a push has more than 100 bytes");
    scene.stack.advance(Duration::from_secs(60));
    assert_eq!(texts(&scene.ada.pushed().await), ["one"]);
}

#[tokio::test]
async fn a_rule_is_about_the_client_that_it_names() {
    let mut scene = Scene::set().await;
    let mut bob = scene.stack.caller("bob").await;
    let matching = json!({ "side": "twilsock", "identity": "bob", "direction": "in" });
    add(&scene.stack, json!({ "match": matching, "effect": { "close_code": 4000 } })).await;
    assert_eq!(scene.ada.get("/Client/v2/Configuration").await.status, 200);
    bob.begin(Method::GET, "/Client/v2/Configuration", "").await;
    assert_eq!(bob.farewell().await, Some(4000));
}
