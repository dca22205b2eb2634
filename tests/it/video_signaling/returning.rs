use std::time::Duration;

use e2e::Stack;
use fake_core::room::SESSION_TIMEOUT;
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{
    Story,
    call::negotiate,
    person::{Person, description, sdp},
};
use crate::signaling_client::SignalingClient;

/// Returns whether a message tells that somebody is in this state.
fn tells(state: &str) -> impl Fn(&Value) -> bool {
    move |message| message["participants"][0]["state"] == state
}

/// The socket breaks: nothing more is said, no farewell.
fn lose(person: &mut Person, spare: SignalingClient) {
    drop(std::mem::replace(&mut person.client, spare));
}

async fn spare(stack: &Stack) -> SignalingClient {
    SignalingClient::connect(stack.emulator().address()).await
}

#[tokio::test]
async fn a_dropped_client_comes_back() {
    let stack = Stack::frozen().await;
    let mut story = Story::new();
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let (mut bob, joined) = Person::join(&stack, "bob").await;
    let link = negotiate(&mut alice, &mut bob, &joined).await;
    for person in [&mut alice, &mut bob] {
        person.client.transcript();
    }

    lose(&mut bob, spare(&stack).await);
    alice.client.wait_for("that bob is lost", tells("reconnecting")).await;
    let offer = json!({ "type": "offer", "revision": 2, "sdp": sdp("alice's second offer") });
    alice.says_of(&link, json!({ "description": offer })).await;
    alice.mute().await;
    alice.client.wait_for("her tracks", |it| it["published"].is_object()).await;
    story.chapter("bob is lost, and alice goes on", &mut [&mut alice]);

    let last = json!({ "type": "offer", "revision": 1, "sdp": sdp("bob's offer") });
    let synced = bob.sync(&stack, json!([{ "id": link, "description": last }])).await;
    assert_eq!(synced["participants"][0]["tracks"][0]["enabled"], false);
    alice.client.wait_for("that bob is back", tells("connected")).await;
    bob.client.wait_for("alice's offer", |it| description(it)["revision"] == 2).await;
    story.chapter("bob is back and hears what he missed", &mut [&mut alice, &mut bob]);
    assert_snapshot!(story.0);
}

#[tokio::test]
async fn a_participant_that_does_not_resume_is_disconnected() {
    let stack = Stack::frozen().await;
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let (mut bob, joined) = Person::join(&stack, "bob").await;
    let link = negotiate(&mut alice, &mut bob, &joined).await;
    lose(&mut bob, spare(&stack).await);
    alice.client.wait_for("that bob is lost", tells("reconnecting")).await;

    let timeout = Duration::from_secs(SESSION_TIMEOUT.unsigned_abs());
    stack.advance(timeout.checked_sub(Duration::from_millis(1)).expect("more than that"));
    let synced = bob.sync(&stack, json!([])).await;
    assert_eq!(synced["type"], "synced", "he is back at the last moment");
    alice.client.wait_for("that bob is back", tells("connected")).await;

    lose(&mut bob, spare(&stack).await);
    alice.client.wait_for("that bob is lost again", tells("reconnecting")).await;
    stack.advance(timeout);
    let told = alice.client.wait_for("that bob is gone", tells("disconnected")).await;
    let close = told["peer_connections"].as_array().expect("the end of the link");
    assert_eq!((&close[0]["id"], &description(&told)["type"]), (&link, &json!("close")));
    let answer = bob.sync(&stack, json!([])).await;
    assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(53001)));
}
