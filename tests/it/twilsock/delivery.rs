use e2e::Stack;
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;

use super::{Room, listener, told};

#[tokio::test]
async fn a_message_reaches_everybody_the_sender_included() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    let mut bob = listener(&stack, "bob", &room).await;
    let send = format!("/Client/v2/Conversations/{}/Messages", room.sid);
    let body = json!({ "body": "hello", "attributes": "{\"n\":1}" });
    assert_eq!(ada.post(&send, &body).await.status, StatusCode::CREATED);
    let (to_ada, to_bob) = (ada.settle().await, bob.settle().await);
    assert_eq!(to_ada, to_bob);
    let heard: Vec<_> = to_ada.iter().map(told).collect();
    assert_eq!(heard, ["list_item_added hello", "document_updated"]);
    assert_snapshot!(bob.transcript());
}

#[tokio::test]
async fn what_rest_changes_is_pushed() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    stack.advance(std::time::Duration::from_secs(1));
    let (conversations, below) = (room.client.conversations(), room.by_rest());
    let message = below.messages().create().body("one").await.unwrap().sid;
    below.messages().update(message).body("two").await.unwrap();
    below.messages().delete(message).await.unwrap();
    conversations.update(&room.sid).friendly_name("Renamed").await.unwrap();
    room.add("bob").await;
    below.participants().update("bob").attributes(&json!({ "seat": 2 })).await.unwrap();
    below.participants().delete("bob").await.unwrap();
    conversations.delete(&room.sid).await.unwrap();
    let heard: Vec<_> = ada.settle().await.iter().map(told).collect();
    assert_snapshot!(heard.join("\n"));
    assert_snapshot!("what_rest_changes_is_pushed_frames", ada.transcript());
}

#[tokio::test]
async fn typing_reaches_the_others_only() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    let mut bob = listener(&stack, "bob", &room).await;
    let mut eve = stack.caller("eve").await;
    let form = format!("ChannelSid={}", room.sid);
    let answer = ada.call(Method::POST, "/Client/v2/Typing", form.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_snapshot!(format!("{answer}\n{}", bob.frame("notification").await));
    assert!(ada.settle().await.is_empty());
    assert!(eve.settle().await.is_empty());
    let answer = eve.call(Method::POST, "/Client/v2/Typing", form).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(bob.settle().await.is_empty());
}

#[tokio::test]
async fn the_read_horizon_moves_and_counts() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    for number in 0..3 {
        room.say(&number.to_string()).await;
    }
    let mut ada = listener(&stack, "ada", &room).await;
    let mut bob = listener(&stack, "bob", &room).await;
    let mine = format!("/Client/v2/MyConversations/{}", room.sid);
    let read = ada.post(&mine, &json!({ "last_read_message_index": 0 })).await;
    assert_eq!(read.json()["unread_messages_count"], 2);
    let pushed = bob.frame("notification").await;
    assert_snapshot!(format!("{read}\n{pushed}"));
    let unread = ada.post(&mine, &json!({ "last_read_message_index": null })).await;
    assert_eq!(unread.json()["unread_messages_count"], serde_json::Value::Null);
}

#[tokio::test]
async fn a_removed_participant_gets_no_more_events() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let mut bob = listener(&stack, "bob", &room).await;
    room.by_rest().participants().delete("bob").await.unwrap();
    let farewell: Vec<_> = bob.settle().await.iter().map(told).collect();
    room.say("among us").await;
    room.add("carol").await;
    assert!(bob.settle().await.is_empty(), "after {farewell:?}");
    // Coming back is a matter of asking again.
    room.add("bob").await;
    let mut again = listener(&stack, "bob", &room).await;
    room.say("welcome back").await;
    let heard: Vec<_> = again.settle().await.iter().map(told).collect();
    assert_eq!(heard, ["list_item_added welcome back", "document_updated"]);
    assert!(bob.settle().await.is_empty(), "the old subscription is gone");
}
