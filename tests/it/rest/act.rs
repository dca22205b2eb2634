//! `POST /_emulator/v1/act/…`: a test plays the other side.

use e2e::{Answer, Receiver, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};

async fn act(stack: &Stack, verb: &str, body: &Value) -> Answer {
    let path = format!("/_emulator/v1/act/{verb}");
    stack.rest().send(Method::POST, &path, body.to_string()).await
}

fn as_bob(members: &Value) -> Value {
    let mut body = json!({ "identity": "bob", "conversation": "lobby" });
    let members = members.as_object().expect("members").clone();
    body.as_object_mut().expect("an object").extend(members);
    body
}

#[tokio::test]
async fn a_user_that_is_not_there_takes_part() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    // As in the SDK, only who may see a conversation can join it.
    let refused = act(&stack, "send", &as_bob(&json!({ "body": "hello" }))).await;
    assert!(refused.status.is_client_error(), "{refused}");
    rest.post("/v1/Conversations/lobby/Participants", &[("Identity", "bob")]).await;
    let sent =
        act(&stack, "send", &as_bob(&json!({ "body": "helo", "attributes": { "a": 1 } }))).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{sent}");
    let sid = sent.text("sid");
    let edit = as_bob(&json!({ "message_sid": sid, "body": "hello" }));
    assert_eq!(act(&stack, "edit", &edit).await.status, StatusCode::OK);
    let message = rest.get(&format!("/v1/Conversations/lobby/Messages/{sid}")).await;
    assert_eq!(
        (message.text("author"), message.text("body")),
        ("bob".to_owned(), "hello".to_owned())
    );
    assert_eq!(message.text("attributes"), r#"{"a":1}"#);
    assert_eq!(act(&stack, "read", &as_bob(&json!({ "index": 0 }))).await.status, StatusCode::OK);
    let bob = rest.get("/v1/Conversations/lobby/Participants/bob").await.json();
    assert_eq!(bob["last_read_message_index"], 0);
    let remove = as_bob(&json!({ "message_sid": sid }));
    assert_eq!(act(&stack, "remove", &remove).await.status, StatusCode::NO_CONTENT);
    assert_eq!(act(&stack, "leave", &as_bob(&json!({}))).await.status, StatusCode::NO_CONTENT);
    let gone = rest.get("/v1/Conversations/lobby/Participants/bob").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn roles_and_webhooks_apply() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest();
    let post = receiver.url("/post");
    let form = [("PostWebhookUrl", post.as_str()), ("Filters", "onMessageAdded")];
    rest.post("/v1/Configuration/Webhooks", &form).await;
    rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    rest.post("/v1/Conversations/lobby/Participants", &[("Identity", "bob")]).await;
    let theirs =
        rest.post("/v1/Conversations/lobby/Messages", &[("Author", "ada"), ("Body", "x")]).await;
    let edit = as_bob(&json!({ "message_sid": theirs.text("sid"), "body": "mine" }));
    assert_eq!(act(&stack, "edit", &edit).await.status, StatusCode::FORBIDDEN);
    act(&stack, "send", &as_bob(&json!({ "body": "hello" }))).await;
    let told = receiver.next_request().await;
    assert_eq!(told.param("Source").as_deref(), Some("SDK"));
    assert_eq!(told.param("Author").as_deref(), Some("bob"));
}

#[tokio::test]
async fn others_see_that_somebody_types() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    for identity in ["ada", "bob"] {
        rest.post("/v1/Conversations/lobby/Participants", &[("Identity", identity)]).await;
    }
    let mut ada = stack.caller("ada").await;
    let typed = act(&stack, "type", &as_bob(&json!({}))).await;
    assert_eq!(typed.status, StatusCode::OK, "{typed}");
    let pushed = ada.pushed().await;
    assert!(pushed.to_string().contains("bob"), "{pushed}");
}

#[tokio::test]
async fn wrong_acts_are_refused() {
    let stack = Stack::frozen().await;
    stack.rest().post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    for (verb, body, status) in [
        ("sing", as_bob(&json!({})), StatusCode::NOT_FOUND),
        ("edit", as_bob(&json!({ "body": "x" })), StatusCode::BAD_REQUEST),
        ("read", as_bob(&json!({})), StatusCode::BAD_REQUEST),
        ("send", as_bob(&json!({ "text": "x" })), StatusCode::BAD_REQUEST),
        ("send", json!({ "identity": "bob", "conversation": "nowhere" }), StatusCode::NOT_FOUND),
        ("send", json!({ "conversation": "lobby" }), StatusCode::BAD_REQUEST),
    ] {
        let answer = act(&stack, verb, &body).await;
        assert_eq!(answer.status, status, "{verb} {body} {answer}");
    }
}

#[tokio::test]
async fn reachability_is_set_and_given_back_to_connections() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let configuration = format!("/v1/Services/{}/Configuration", stack.service());
    rest.post(&configuration, &[("ReachabilityEnabled", "true")]).await;
    rest.post("/v1/Users", &[("Identity", "bob")]).await;
    let online = async || rest.get("/v1/Users/bob").await.json()["is_online"].clone();
    let set = async |online: Value| {
        let body = json!({ "identity": "bob", "online": online });
        let answer = act(&stack, "reachability", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
    };
    assert_eq!(online().await, false);
    set(json!(true)).await;
    assert_eq!(online().await, true);
    let _bob = stack.caller("bob").await;
    set(json!(false)).await;
    assert_eq!(online().await, false, "whatever connections there are");
    set(Value::Null).await;
    assert_eq!(online().await, true);
}

#[tokio::test]
async fn others_see_that_somebody_can_be_reached() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let configuration = format!("/v1/Services/{}/Configuration", stack.service());
    rest.post(&configuration, &[("ReachabilityEnabled", "true")]).await;
    let user = rest.post("/v1/Users", &[("Identity", "bob")]).await;
    let mut ada = stack.caller("ada").await;
    let infos = ada.get(&format!("/v3/Maps/{}.info", user.text("sid"))).await.json();
    let wanted = json!([{
        "object_sid": infos["sid"], "object_type": "map", "last_event_id": infos["last_event_id"],
    }]);
    ada.subscribe(1, "establish", &wanted).await;
    ada.settle().await;
    act(&stack, "reachability", &json!({ "identity": "bob", "online": true })).await;
    let pushes = ada.settle().await;
    assert!(pushes.iter().any(|it| it["event_type"] == "map_item_updated"), "{pushes:?}");
}
