//! Rules: added, shown, deleted, refused.

use e2e::Stack;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{FAULTS, add, rule};

const ACCOUNT: &str = "AC00000000000000000000000000000000";

async fn listed(stack: &Stack, query: &str) -> Vec<u64> {
    let answer = stack.rest().get(&format!("{FAULTS}{query}")).await.json();
    let rules = answer["faults"].as_array().expect("rules");
    rules.iter().map(|it| it["id"].as_u64().expect("a number")).collect()
}

#[tokio::test]
async fn rules_are_shown_and_deleted() {
    let stack = Stack::frozen().await;
    let effect = json!({ "status": 503 });
    let one = add(&stack, json!({ "match": { "account_sid": ACCOUNT }, "effect": effect })).await;
    let other =
        add(&stack, json!({ "effect": { "close_code": 1013 }, "count": 2, "seed": 9 })).await;
    assert_eq!((one, other), (1, 2));
    let shown = json!({
        "id": 2, "match": {}, "effect": { "close_code": 1013 }, "count": 2, "seed": 9,
        "matched": 0, "acted": 0, "ended": false,
    });
    assert_eq!(rule(&stack, other).await, shown);
    assert_eq!(listed(&stack, "").await, [1, 2]);
    let of_account = format!("?account_sid={ACCOUNT}");
    assert_eq!(listed(&stack, &of_account).await, [1]);
    let rest = stack.rest();
    let deleted = rest.delete(&format!("{FAULTS}{of_account}")).await;
    assert_eq!(deleted.json(), json!({ "deleted": 1 }));
    assert_eq!(rest.delete(&format!("{FAULTS}/2")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(rest.delete(&format!("{FAULTS}/2")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(listed(&stack, "").await, [0; 0]);
}

#[tokio::test]
async fn a_reset_keeps_rules_unless_they_are_named() {
    let stack = Stack::frozen().await;
    let caller = stack.rest();
    let reset = |body: Value| caller.send(Method::POST, "/_emulator/v1/reset", body.to_string());
    let status = json!({ "status": 503 });
    add(&stack, json!({ "match": { "nth": 99 }, "effect": status })).await;
    add(&stack, json!({ "match": { "account_sid": ACCOUNT, "nth": 99 }, "effect": status })).await;
    reset(json!({})).await;
    assert_eq!(listed(&stack, "").await, [1, 2]);
    reset(json!({ "account_sid": ACCOUNT, "faults": true })).await;
    assert_eq!(listed(&stack, "").await, [1]);
    reset(json!({ "faults": true })).await;
    assert_eq!(listed(&stack, "").await, [0; 0]);
}

#[tokio::test]
async fn a_rule_acts_in_the_account_that_it_names_and_goes_with_it() {
    let stack = Stack::frozen().await;
    let opened = stack.rest().send(Method::POST, "/_emulator/v1/accounts", "{}").await;
    let (sid, token) = (opened.text("account_sid"), opened.text("auth_token"));
    let theirs = e2e::Rest::at(stack.emulator().address()).authorized(&sid, &token);
    let matching = json!({ "account_sid": sid, "operation": "ListConversation" });
    let id = add(&stack, json!({ "match": matching, "effect": { "status": 500 } })).await;
    assert_eq!(stack.rest().get("/v1/Conversations").await.status, 200);
    assert_eq!(theirs.get("/v1/Conversations").await.status, 500);
    assert_eq!(rule(&stack, id).await["matched"], 1);
    stack.rest().delete(&format!("/_emulator/v1/accounts/{sid}")).await;
    assert_eq!(listed(&stack, "").await, [0; 0]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let stack = Stack::frozen().await;
    for (rule, reason) in [
        (json!({}), "missing field `effect`"),
        (json!({ "effect": {} }), "a delay, an action, or both"),
        (json!({ "effect": { "status": 200 } }), "status lies between 400 and 599"),
        (json!({ "effect": { "status": 503, "close_code": 1000 } }), "an effect has one of"),
        (json!({ "effect": { "colour": "red" } }), "unknown field `colour`"),
        (json!({ "effect": { "status": 503 }, "match": { "side": "front" } }), "unknown variant"),
        (
            json!({ "effect": { "status": 503 }, "match": { "operation": "x", "identity": "a" } }),
            "no side has identity together with the rest",
        ),
        (json!({ "effect": { "status": 503 }, "count": 0 }), "at least 1"),
        (json!({ "effect": { "status": 503 }, "match": { "probability": 2 } }), "probability"),
        (json!({ "effect": { "delay": { "type": "slow" } } }), "unknown variant `slow`"),
    ] {
        let answer = stack.rest().send(Method::POST, FAULTS, rule.to_string()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001), "{rule} {answer}");
        assert!(answer.text("message").contains(reason), "{rule} {answer}");
    }
    let stranger = json!({ "account_sid": "AC00000000000000000000000000000009" });
    let rule = json!({ "match": stranger, "effect": { "status": 503 } });
    let answer = stack.rest().send(Method::POST, FAULTS, rule.to_string()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer}");
    for id in ["1", "first"] {
        let answer = stack.rest().get(&format!("{FAULTS}/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer}");
    }
    assert_eq!(listed(&stack, "").await, [0; 0]);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_story() {
    let mut stories = Vec::new();
    for seed in [7, 7, 8] {
        let stack = Stack::frozen().await;
        let matching = json!({ "operation": "ListConversation", "probability": 0.5 });
        let rule = json!({ "match": matching, "effect": { "status": 503 }, "seed": seed });
        add(&stack, rule).await;
        let mut story = Vec::new();
        for _ in 0..20 {
            story.push(stack.rest().get("/v1/Conversations").await.status.as_u16());
        }
        assert!(story.contains(&200) && story.contains(&503), "{story:?}");
        stories.push(story);
    }
    assert_eq!(stories[0], stories[1]);
    assert_ne!(stories[0], stories[2]);
}
