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
use crate::video_guest::Guest;

/// Returns whether a message tells that somebody is in this state.
fn tells(state: &str) -> impl Fn(&Value) -> bool {
    move |message| message["participants"][0]["state"] == state
}

/// The socket breaks: nothing more is said, no farewell.
fn lose(person: &mut Person, spare: Guest) {
    drop(std::mem::replace(&mut person.guest, spare));
}

async fn spare(stack: &Stack) -> Guest {
    Guest::dial(stack.emulator().address()).await
}

#[tokio::test]
async fn a_dropped_client_comes_back() {
    let stack = Stack::frozen().await;
    let mut story = Story::new();
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let (mut bob, joined) = Person::join(&stack, "bob").await;
    let link = negotiate(&mut alice, &mut bob, &joined).await;
    for person in [&mut alice, &mut bob] {
        person.guest.transcript();
    }

    lose(&mut bob, spare(&stack).await);
    alice.guest.hears("that bob is lost", tells("reconnecting")).await;
    let offer = json!({ "type": "offer", "revision": 2, "sdp": sdp("alice's second offer") });
    alice.says_of(&link, json!({ "description": offer })).await;
    alice.mute().await;
    alice.guest.hears("her tracks", |it| it["published"].is_object()).await;
    story.chapter("bob is lost, and alice goes on", &mut [&mut alice]);

    let last = json!({ "type": "offer", "revision": 1, "sdp": sdp("bob's offer") });
    let synced = bob.sync(&stack, json!([{ "id": link, "description": last }])).await;
    assert_eq!(synced["participants"][0]["tracks"][0]["enabled"], false);
    alice.guest.hears("that bob is back", tells("connected")).await;
    bob.guest.hears("alice's offer", |it| description(it)["revision"] == 2).await;
    story.chapter("bob is back and hears what he missed", &mut [&mut alice, &mut bob]);
    assert_snapshot!(story.0);
}

#[tokio::test]
async fn who_does_not_come_back_in_time_is_gone_for_the_others() {
    let stack = Stack::frozen().await;
    let (mut alice, _) = Person::join(&stack, "alice").await;
    let (mut bob, joined) = Person::join(&stack, "bob").await;
    let link = negotiate(&mut alice, &mut bob, &joined).await;
    lose(&mut bob, spare(&stack).await);
    alice.guest.hears("that bob is lost", tells("reconnecting")).await;

    let timeout = Duration::from_secs(SESSION_TIMEOUT.unsigned_abs());
    stack.advance(timeout.checked_sub(Duration::from_millis(1)).expect("more than that"));
    let synced = bob.sync(&stack, json!([])).await;
    assert_eq!(synced["type"], "synced", "he is back at the last moment");
    alice.guest.hears("that bob is back", tells("connected")).await;

    lose(&mut bob, spare(&stack).await);
    alice.guest.hears("that bob is lost again", tells("reconnecting")).await;
    stack.advance(timeout);
    let told = alice.guest.hears("that bob is gone", tells("disconnected")).await;
    let close = told["peer_connections"].as_array().expect("the end of the link");
    assert_eq!((&close[0]["id"], &description(&told)["type"]), (&link, &json!("close")));
    let answer = bob.sync(&stack, json!([])).await;
    assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(53001)));
}
