use e2e::Stack;
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{
    Story,
    person::{Person, candidates, description, sdp},
};

/// Lets both ends describe themselves and find each other; gives the name of their link.
pub(super) async fn negotiate(alice: &mut Person, bob: &mut Person, joined: &Value) -> Value {
    assert_eq!(description(joined)["type"], "create-offer");
    let link = joined["peer_connections"][0]["id"].clone();
    let offered = sdp("bob's offer");
    let offer = json!({ "description": { "type": "offer", "revision": 1, "sdp": offered } });
    bob.says_of(&link, offer).await;
    let told = alice.client.wait_for("the offer", |it| description(it)["type"] == "offer").await;
    assert_eq!(description(&told)["sdp"], offered, "not a byte is changed");
    bob.says_of(&link, candidates(1, "bobs", &[50_001])).await;
    let answer = json!({ "type": "answer", "revision": 1, "sdp": sdp("alice's answer") });
    alice.says_of(&link, json!({ "description": answer })).await;
    alice.says_of(&link, candidates(1, "alices", &[50_002, 50_003])).await;
    let ice = |it: &Value| it["peer_connections"][0]["ice"].is_object();
    alice.client.wait_for("bob's candidates", ice).await;
    bob.client.wait_for("the answer", |it| description(it)["type"] == "answer").await;
    bob.client.wait_for("alice's candidates", ice).await;
    link
}

fn is_publication(message: &Value) -> bool {
    message["published"].is_object()
}

fn is_about_people(message: &Value) -> bool {
    message["participants"].is_array()
}

#[tokio::test]
async fn two_people_in_a_call() {
    let stack = Stack::frozen().await;
    let mut story = Story::new();
    let (mut alice, _) = Person::join(&stack, "alice").await;
    story.chapter("alice opens the room", &mut [&mut alice]);

    let (mut bob, joined) = Person::join(&stack, "bob").await;
    alice.client.wait_for("that bob is there", is_about_people).await;
    story.chapter("bob joins", &mut [&mut alice, &mut bob]);

    negotiate(&mut alice, &mut bob, &joined).await;
    story.chapter("they agree on media", &mut [&mut alice, &mut bob]);

    alice.mute().await;
    alice.client.wait_for("her tracks", is_publication).await;
    bob.client.wait_for("that alice is muted", is_about_people).await;
    story.chapter("alice mutes herself", &mut [&mut alice, &mut bob]);

    bob.share_screen().await;
    bob.client.wait_for("his tracks", is_publication).await;
    alice.client.wait_for("bob's screen", is_about_people).await;
    bob.stop_sharing().await;
    bob.client.wait_for("his tracks", is_publication).await;
    alice.client.wait_for("no screen", is_about_people).await;
    story.chapter("bob shares his screen for a while", &mut [&mut alice, &mut bob]);

    bob.leave().await;
    alice.client.wait_for("that bob is gone", is_about_people).await;
    story.chapter("bob leaves", &mut [&mut alice, &mut bob]);
    assert_snapshot!(story.0);
}
