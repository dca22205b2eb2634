use e2e::Stack;
use http::{Method, StatusCode};
use serde_json::json;

use super::person::Person;

#[tokio::test]
async fn signaling_is_in_the_journal_without_tokens() {
    let stack = Stack::frozen().await;
    let (mut alice, _) = Person::join(&stack, "alice").await;
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
    let mut update = alice.update();
    let sdp = "v=0\r\na=ice-ufrag:x\r\na=ice-pwd:hidden-word\r\n";
    let offer = json!({ "type": "offer", "revision": 2, "sdp": sdp });
    update["peer_connections"] = json!([{ "id": "first-of-alice", "description": offer }]);
    alice.client.send_message(update).await;
    let wanted = json!({ "side": "signaling", "event": "update", "contains": "ice-pwd:***" });
    let body = json!({ "match": wanted, "timeout_ms": 50000 }).to_string();
    let answer = stack.rest().send(Method::POST, "/_emulator/v1/journal/wait", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    assert!(!answer.to_string().contains("hidden-word"), "{answer}");
}
