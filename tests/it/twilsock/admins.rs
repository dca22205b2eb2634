//! Who administers a service sees conversations that it is not in, and acts in them as its role says.

use e2e::{Caller, Stack};
use http::{Method, StatusCode};
use serde_json::json;

use super::{Room, follow, listener, sync_path};

async fn boss(stack: &Stack, room: &Room) -> Caller {
    let admin = stack.role("service admin").await;
    room.client.users().create().identity("boss").role_sid(admin).await.unwrap();
    stack.caller("boss").await
}

fn at(room: &Room) -> String {
    format!("/Client/v2/Conversations/{}", room.sid)
}

#[tokio::test]
async fn an_admin_sees_a_conversation_by_every_way() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.client.conversations().update(&room.sid).unique_name("private").await.unwrap();
    let mut boss = boss(&stack, &room).await;
    let mut stranger = stack.caller("stranger").await;
    let own = |key: &str| format!("/Client/v2/MyConversations/{key}");
    for path in
        [at(&room), own(&room.sid), own("private"), "/Client/v2/Conversations/private".into()]
    {
        let seen = boss.get(&path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}: {seen}");
        assert_eq!(seen.json()["sid"], room.sid.as_str());
        let refused = stranger.get(&path).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50430), "{path}");
    }
    let seen = boss.get(&own("private")).await.json();
    assert_eq!(
        (&seen["status"], &seen["unread_messages_count"]),
        (&json!("notParticipating"), &json!(null),)
    );
    let listed = boss.get("/Client/v2/MyConversations").await.json();
    assert_eq!(listed["conversations"], json!([]), "it is in none of them");
    for (kind, name) in room.objects() {
        assert_eq!(boss.get(&sync_path(kind, &name)).await.status, StatusCode::OK, "{name}");
        assert_eq!(stranger.get(&sync_path(kind, &name)).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_admin_edits_what_its_role_allows_and_joins() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let message = room.say_as("ada", "hi").await;
    let mut boss = boss(&stack, &room).await;
    let said = format!("{}/Messages/{message}", at(&room));
    let edits = [
        (at(&room), json!({ "friendly_name": "Renamed" })),
        (format!("{}/Participants/ada", at(&room)), json!({ "attributes": r#"{"seat":1}"# })),
        (said.clone(), json!({ "body": "moderated" })),
    ];
    for (path, change) in edits {
        let edited = boss.post(&path, &change).await;
        assert_eq!(edited.status, StatusCode::OK, "{path}: {edited}");
    }
    assert_eq!(boss.get(&format!("{said}/Receipts")).await.status, StatusCode::OK);
    assert_eq!(boss.call(Method::DELETE, &said, "").await.status, StatusCode::NO_CONTENT);
    let bob = format!("{}/Participants/bob", at(&room));
    assert_eq!(boss.call(Method::DELETE, &bob, "").await.status, StatusCode::NO_CONTENT);
    // Only participants speak, type and read.
    let send = format!("{}/Messages", at(&room));
    let refused = boss.post(&send, &json!({ "body": "hello" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50430));
    let (all, boss_too) = (format!("{}/Participants", at(&room)), json!({ "identity": "boss" }));
    assert_eq!(boss.post(&all, &boss_too).await.status, StatusCode::CREATED);
    assert_eq!(boss.post(&send, &json!({ "body": "hello" })).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_former_admin_gets_no_more_events() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut boss = boss(&stack, &room).await;
    let mut ada = listener(&stack, "ada", &room).await;
    let [_, (list, messages), _] = room.objects();
    follow(&mut boss, list, &messages, Some(0)).await;
    boss.settle().await;
    room.say("heard").await;
    assert_eq!(boss.settle().await.len(), 1);
    let (users, roles) = (room.client.users(), room.client.roles());
    let user = stack.role("service user").await;
    users.update("boss").role_sid(user).await.unwrap();
    room.say("unheard").await;
    assert_eq!(boss.settle().await, Vec::<serde_json::Value>::new());
    assert_eq!(boss.get(&sync_path(list, &messages)).await.status, StatusCode::NOT_FOUND);
    assert!(!ada.settle().await.is_empty(), "members hear all of it");

    // So it is when the role itself loses what made it one.
    let admin = stack.role("service admin").await;
    users.update("boss").role_sid(admin).await.unwrap();
    follow(&mut boss, list, &messages, None).await;
    boss.settle().await;
    roles.update(admin).permission(["joinConversation"]).await.unwrap();
    room.say("unheard").await;
    assert_eq!(boss.settle().await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn the_creator_finds_a_conversation_by_its_unique_name() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    let made = ada.post("/Client/v2/Conversations", &json!({ "unique_name": "mine" })).await;
    let found = ada.get("/Client/v2/MyConversations/mine").await.json();
    assert_eq!(found["conversation_sid"], made.json()["sid"]);
    assert_eq!(found["status"], "notParticipating");
}
