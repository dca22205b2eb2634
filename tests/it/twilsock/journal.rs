//! The journal's entries of what clients send and get.

use e2e::{Answer, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Room, listener};

async fn wait(stack: &Stack, wanted: Value) -> Value {
    let body = json!({ "match": wanted, "timeout_ms": 50000 }).to_string();
    let answer: Answer = stack.rest().send(Method::POST, "/_emulator/v1/journal/wait", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()["entries"][0].clone()
}

#[tokio::test]
async fn a_message_that_was_pushed_to_an_identity_is_found_by_its_text() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let (mut ada, _bob) = (listener(&stack, "ada", &room).await, stack.caller("bob").await);
    room.say("one").await;
    room.say("two").await;
    let wanted =
        json!({ "side": "sync", "direction": "out", "identity": "ada", "contains": "two" });
    let push = wait(&stack, wanted).await;
    ada.settle().await;
    assert_eq!(push["method"], "notification");
    assert_eq!(push["event"], "list_item_added");
    assert_eq!(push["body"]["events"][0]["item_data"]["text"], "two");
    assert_eq!(push["account_sid"], "AC00000000000000000000000000000000");
    let to_bob = json!({ "match": { "identity": "bob", "contains": "two" } }).to_string();
    let count = stack.rest().send(Method::POST, "/_emulator/v1/journal/count", to_bob).await;
    assert_eq!(count.json()["count"], 0, "bob listens to nothing");
}

#[tokio::test]
async fn requests_and_replies_belong_together() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.get("/Client/v2/Configuration").await;
    ada.get("/v3/Lists/nothing").await;
    for (path, side, status) in
        [("/Client/v2/Configuration", "twilsock", 200), ("/v3/Lists/nothing", "sync", 404)]
    {
        let wanted = |direction: &str| json!({ "path": path, "direction": direction });
        let (request, reply) =
            (wait(&stack, wanted("in")).await, wait(&stack, wanted("out")).await);
        assert_eq!((&request["side"], &reply["side"]), (&json!(side), &json!(side)));
        assert_eq!((&request["method"], &reply["method"]), (&json!("GET"), &json!("GET")));
        assert_eq!(request["header"]["id"], reply["header"]["id"]);
        assert_eq!((&request["status"], &reply["status"]), (&Value::Null, &json!(status)));
    }
    let init = wait(&stack, json!({ "method": "init" })).await;
    assert_eq!(init["header"]["token"], "***", "{init}");
    let accepted = json!({ "method": "reply", "identity": "ada", "status": 200 });
    assert_eq!(wait(&stack, accepted).await["header"]["continuation_token"], "***");
}
