use e2e::Stack;
use serde_json::Value;

use super::{room, video};
use crate::signaling_client::SignalingClient;

fn subscriptions(message: &Value) -> Option<usize> {
    message["subscribed"]["tracks"].as_array().map(Vec::len)
}

#[tokio::test]
async fn completing_a_room_disconnects_all_participants() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let mut ada = SignalingClient::join(&stack, "ada", "call", &[]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    rest.post(&room, &[("Status", "completed")]).await;
    for client in [&mut ada, &mut bob] {
        let told = client.wait_for("the end", |it| it["type"] == "disconnected").await;
        assert_eq!(told["status"], "completed");
    }
    let people = rest.get(&format!("{room}/Participants")).await.json();
    let people = people["participants"].as_array().expect("a list").iter();
    let gone: Vec<_> = people.map(|it| (it["identity"].as_str(), it["status"].as_str())).collect();
    let gone_both = [(Some("ada"), Some("disconnected")), (Some("bob"), Some("disconnected"))];
    assert_eq!(gone, gone_both);
}

#[tokio::test]
async fn the_others_see_the_removal_of_a_participant() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let mut ada = SignalingClient::join(&stack, "ada", "call", &[]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    let answer =
        rest.post(&format!("{room}/Participants/bob"), &[("Status", "disconnected")]).await;
    assert_eq!(answer.status.as_u16(), 202);
    bob.wait_for("the end", |it| it["type"] == "disconnected").await;
    let sid = answer.text("sid");
    let news = |message: &Value| {
        let people = message["participants"].as_array().into_iter().flatten();
        people.into_iter().any(|it| it["sid"] == *sid && it["state"] == "disconnected")
    };
    ada.wait_for("that bob is gone", news).await;
}

#[tokio::test]
async fn rules_decide_what_is_delivered() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let _ada = SignalingClient::join(&stack, "ada", "call", &["camera", "screen"]).await;
    let mut bob = SignalingClient::join(&stack, "bob", "call", &[]).await;
    let rules = r#"[{"type":"include","track":"screen"}]"#;
    let path = format!("{room}/Participants/bob/SubscribeRules");
    assert_eq!(rest.post(&path, &[("Rules", rules)]).await.status.as_u16(), 200);
    bob.wait_for("one track less", |it| subscriptions(it) == Some(1)).await;
    let answer = rest.get(&format!("{room}/Participants/bob/SubscribedTracks")).await;
    let tracks = answer.json();
    let names: Vec<_> = tracks["subscribed_tracks"].as_array().expect("a list").iter().collect();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0]["name"], "screen");
}
