use e2e::Stack;
use serde_json::{Value, json};
use twilio_conversations::wire::video::{participant, room};

use crate::signaling_client::SignalingClient;

fn subscriptions(message: &Value) -> Option<usize> {
    message["subscribed"]["tracks"].as_array().map(Vec::len)
}

#[tokio::test]
async fn completing_a_room_disconnects_all_participants() {
    let stack = Stack::frozen().await;
    let video = stack.client().video();
    let room = video.rooms().create().unique_name("call").await.unwrap().sid;
    let mut ada = SignalingClient::join(&stack, "ada", "call", &[]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    video.rooms().update(room).status(room::Status::Completed).await.unwrap();
    for client in [&mut ada, &mut bob] {
        let told = client.wait_for("the end", |it| it["type"] == "disconnected").await;
        assert_eq!(told["status"], "completed");
    }
    let gone = video.room(room).participants().list().all().await.unwrap();
    let gone: Vec<_> = gone.iter().map(|it| (&*it.identity, it.status.clone())).collect();
    let status = participant::Status::Disconnected;
    assert_eq!(gone, [("ada", status.clone()), ("bob", status)]);
}

#[tokio::test]
async fn the_others_see_the_removal_of_a_participant() {
    let stack = Stack::frozen().await;
    let video = stack.client().video();
    let room = video.rooms().create().unique_name("call").await.unwrap().sid;
    let mut ada = SignalingClient::join(&stack, "ada", "call", &[]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    let update = video.room(room).participants().update("bob");
    let sid = update.status(participant::Status::Disconnected).await.unwrap().sid.to_string();
    bob.wait_for("the end", |it| it["type"] == "disconnected").await;
    let news = |message: &Value| {
        let people = message["participants"].as_array().into_iter().flatten();
        people.into_iter().any(|it| it["sid"] == *sid && it["state"] == "disconnected")
    };
    ada.wait_for("that bob is gone", news).await;
}

#[tokio::test]
async fn rules_decide_what_is_delivered() {
    let stack = Stack::frozen().await;
    let video = stack.client().video();
    let room = video.rooms().create().unique_name("call").await.unwrap().sid;
    let _ada = SignalingClient::join(&stack, "ada", "call", &["camera", "screen"]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    let bob_by_rest = video.room(room).participant("bob");
    let rules = json!([{ "type": "include", "track": "screen" }]);
    bob_by_rest.subscribe_rules().update().rules(&rules).await.unwrap();
    bob.wait_for("one track less", |it| subscriptions(it) == Some(1)).await;
    let tracks = bob_by_rest.subscribed_tracks().list().all().await.unwrap();
    assert_eq!(tracks.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["screen"]);
}
