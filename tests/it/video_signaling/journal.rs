use e2e::Stack;
use http::{Method, StatusCode};
use serde_json::json;

use super::person::Person;

#[tokio::test]
async fn signaling_is_in_the_journal_without_tokens() {
    let stack = Stack::frozen().await;
    let (_alice, _) = Person::join(&stack, "alice").await;
    for (event, direction) in [("connect", "in"), ("connected", "out")] {
        let wanted = json!({ "side": "signaling", "event": event, "direction": direction });
        let body = json!({ "match": wanted, "timeout_ms": 50000 }).to_string();
        let answer = stack.rest().send(Method::POST, "/_emulator/v1/journal/wait", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
        let entry = &answer.json()["entries"][0];
        if direction == "in" {
            assert_eq!(entry["body"]["body"]["token"], "***", "{entry}");
        } else {
            assert_eq!(entry["identity"], "alice", "{entry}");
        }
    }
}
