//! Faults on purpose: by rule, and by a header.

mod exchanges;
mod header;
mod official;
mod rules;
mod sockets;
mod webhooks;

use e2e::{Answer, Stack, soon};
use http::{Method, StatusCode};
use serde_json::Value;

const FAULTS: &str = "/_emulator/v1/faults";

/// Adds a rule; gives its number.
async fn add(stack: &Stack, rule: Value) -> u64 {
    let answer = stack.rest().send(Method::POST, FAULTS, rule.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{rule} {answer}");
    answer.json()["id"].as_u64().expect("a number")
}

async fn rule(stack: &Stack, id: u64) -> Value {
    let answer: Answer = stack.rest().get(&format!("{FAULTS}/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()
}

/// Waits until a rule has acted.
async fn acted(stack: &Stack, id: u64) {
    let acted = async {
        while rule(stack, id).await["acted"] == 0 {
            tokio::task::yield_now().await;
        }
    };
    soon("the fault", acted).await;
}

/// The first entry of the journal that matches.
async fn entry(stack: &Stack, wanted: Value) -> Value {
    let body = serde_json::json!({ "match": wanted, "timeout_ms": 50000 }).to_string();
    let answer = stack.rest().send(Method::POST, "/_emulator/v1/journal/wait", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()["entries"][0].clone()
}
