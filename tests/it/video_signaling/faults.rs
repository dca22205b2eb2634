//! Faults of the signaling of rooms.

use std::collections::BTreeSet;

use e2e::Stack;
use serde_json::{Value, json};

use super::{
    call,
    person::{Person, candidates},
};

async fn add(stack: &Stack, rule: Value) {
    let path = "/_emulator/v1/faults";
    let answer = stack.rest().send(http::Method::POST, path, rule.to_string()).await;
    assert_eq!(answer.status, 201, "{answer}");
}

/// Candidates in a message about a peer connection.
fn candidates_of(message: &Value) -> Vec<String> {
    let found = message["peer_connections"][0]["ice"]["candidates"].as_array();
    found.into_iter().flatten().map(Value::to_string).collect()
}

#[tokio::test]
async fn two_people_connect_although_their_candidates_change_places() {
    let stack = Stack::frozen().await;
    let effect = json!({ "reorder_candidates": true });
    add(&stack, json!({ "match": { "direction": "out", "event": "update" }, "effect": effect }))
        .await;
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let (mut bob, joined) = Person::join(&stack, "bob").await;
    let link = call::negotiate(&mut alice, &mut bob, &joined).await;
    let sent = candidates(2, "alices", &[50_002, 50_003, 50_004, 50_005]);
    alice.says_of(&link, sent.clone()).await;
    let sent: Vec<String> = sent["ice"]["candidates"]
        .as_array()
        .expect("candidates")
        .iter()
        .map(Value::to_string)
        .collect();
    let came = bob.client.wait_for("four candidates", |it| candidates_of(it).len() == 4).await;
    let came = candidates_of(&came);
    assert_ne!(came, sent);
    let sorted = |all: &[String]| all.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(sorted(&came), sorted(&sent));
}

#[tokio::test]
async fn a_room_is_refused_with_an_error_and_joined_afterwards() {
    let stack = Stack::frozen().await;
    let effect = json!({ "status": 503, "code": 53_105, "message": "the room is full" });
    add(&stack, json!({ "match": { "event": "connect" }, "effect": effect, "count": 1 })).await;
    let mut early =
        crate::signaling_client::SignalingClient::connect(stack.emulator().address()).await;
    let connect = json!({ "type": "connect", "version": 2, "name": "My Room", "token": "none" });
    early.hello("early", &connect).await;
    let error = early.wait_for("an error", |it| it["type"] == "error").await;
    assert_eq!((&error["code"], &error["message"]), (&json!(53_105), &json!("the room is full")));
    Person::join(&stack, "alice").await;
}

#[tokio::test]
async fn a_participant_returns_after_a_close_code() {
    let stack = Stack::frozen().await;
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let matching = json!({ "side": "signaling", "identity": "alice", "event": "update" });
    add(&stack, json!({ "match": matching, "effect": { "close_code": 1013 }, "count": 1 })).await;
    alice.mute().await;
    assert_eq!(alice.client.farewell().await, Some(1013));
    let synced = alice.sync(&stack, json!([])).await;
    assert_eq!(synced["type"], "synced", "{synced}");
}
