//! Faults that Twilio's own library gets over.

use e2e::{Stack, tools_missing};
use serde_json::json;
use tokio::process::Command;

use super::{add, rule};
use crate::official;

#[tokio::test]
async fn the_node_library_slows_down_and_tries_again() {
    if tools_missing(&["twilio"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let matching = json!({ "operation": "CreateConversation" });
    let effect = json!({ "status": 429, "code": 20429, "retry_after_s": 1 });
    let id = add(&stack, json!({ "match": matching, "effect": effect, "count": 2 })).await;
    let said = official::run(&stack, Command::new("node"), "retry.mjs").await;
    let rule = rule(&stack, id).await;
    assert_eq!((&rule["matched"], &rule["acted"]), (&json!(2), &json!(2)));
    let made = stack.rest().get("/v1/Conversations/lobby").await;
    assert_eq!(made.text("sid"), said.trim());
}
