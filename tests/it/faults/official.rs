//! Faults that Twilio's own library gets over.

use std::{path::Path, process::Stdio};

use e2e::{DEADLINE, Stack, npm_packages, tools_missing};
use serde_json::json;
use tokio::process::Command;

use super::{add, rule};

#[tokio::test]
async fn the_node_library_slows_down_and_tries_again() {
    if tools_missing(&["twilio"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let matching = json!({ "operation": "CreateConversation" });
    let effect = json!({ "status": 429, "code": 20429, "retry_after_s": 1 });
    let id = add(&stack, json!({ "match": matching, "effect": effect, "count": 2 })).await;
    let known = stack.emulator().credentials();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("official/retry.mjs");
    let run = Command::new("node")
        .arg(script)
        .env("EMULATOR_URL", stack.url())
        .env("ACCOUNT_SID", known.account_sid.to_string())
        .env("API_KEY_SID", known.api_key_sid.to_string())
        .env("API_KEY_SECRET", &known.api_key_secret)
        .env("NODE_MODULES", npm_packages())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(DEADLINE, run).await.expect("an end").expect("it starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    let rule = rule(&stack, id).await;
    assert_eq!((&rule["matched"], &rule["acted"]), (&json!(2), &json!(2)));
    let made = stack.rest().get("/v1/Conversations/lobby").await;
    assert_eq!(made.text("sid"), String::from_utf8_lossy(&output.stdout).trim());
}
