//! Faults of webhooks.

use std::time::Duration;

use e2e::{Receiver, Reply, Stack, soon};
use fake_core::webhook::Event;
use http::StatusCode;
use serde_json::{Value, json};

use super::{acted, add, entry};

/// The newest delivery, once there are so many.
async fn delivery(stack: &Stack, count: usize) -> Value {
    let rest = stack.rest();
    soon("the delivery", async {
        loop {
            let log = rest.get("/_emulator/v1/webhooks").await.json();
            let all = log["deliveries"].as_array().expect("deliveries");
            if all.len() >= count {
                return all[0].clone();
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

/// An emulator that calls a receiver before and after a conversation is made.
async fn called(events: &[Event]) -> (Stack, Receiver) {
    let (stack, receiver) = (Stack::frozen().await, Receiver::start().await);
    let webhooks = stack.client().configuration().webhooks();
    let update = webhooks.update().pre_webhook_url(receiver.url("/pre"));
    let update = update.post_webhook_url(receiver.url("/post"));
    update.filters(events.iter().map(|it| it.name())).await.expect("a webhook");
    (stack, receiver)
}

async fn create(stack: &Stack) {
    let create = stack.client().conversations().create().webhook_enabled();
    create.await.expect("a conversation");
}

#[tokio::test]
async fn an_application_seems_to_answer_an_error() {
    let (stack, mut receiver) = called(&[Event::ConversationAdd, Event::ConversationAdded]).await;
    let matching = json!({ "side": "webhook", "event": "onConversationAdded" });
    let effect = json!({ "status": 502, "message": "bad gateway" });
    let id = add(&stack, json!({ "match": matching, "effect": effect, "count": 1 })).await;
    create(&stack).await;
    let failed = delivery(&stack, 2).await;
    assert_eq!((&failed["outcome"], &failed["status"]), (&json!("answered"), &json!(502)));
    create(&stack).await;
    assert_eq!(delivery(&stack, 4).await["status"], 200);
    for path in ["/pre", "/pre", "/post"] {
        assert_eq!(receiver.next_request().await.path, path);
    }
    let entry = entry(&stack, json!({ "side": "webhook", "rule": id })).await;
    assert_eq!(
        (&entry["status"], &entry["response"]["body"]),
        (&json!(502), &json!("bad gateway"))
    );
}

#[tokio::test]
async fn an_application_gets_the_call_and_its_answer_is_lost() {
    let (stack, mut receiver) = called(&[Event::ConversationAdded]).await;
    for fault in ["connection_reset", "empty_answer"] {
        let effect = json!({ "fault": fault, "at": "answer" });
        add(&stack, json!({ "match": { "side": "webhook" }, "effect": effect, "count": 1 })).await;
    }
    for count in 1..=2 {
        create(&stack).await;
        receiver.next_request().await;
        let lost = delivery(&stack, count).await;
        assert_eq!((&lost["outcome"], &lost["status"]), (&json!("unanswered"), &Value::Null));
    }
}

#[tokio::test]
async fn a_call_is_late_by_the_clock_of_the_emulator() {
    let (stack, mut receiver) = called(&[Event::ConversationAdded]).await;
    let webhooks = stack.client().configuration().webhooks();
    // The machine's clock gives up after so long.
    let url = receiver.url("/post#tt=15000&rt=15000");
    webhooks.update().post_webhook_url(url).await.expect("a webhook");
    let delay = json!({ "type": "fixed", "ms": 2000 });
    let matching = json!({ "side": "webhook", "path": "http://127.0.0.1:*/post*" });
    let id = add(&stack, json!({ "match": matching, "effect": { "delay": delay } })).await;
    create(&stack).await;
    acted(&stack, id).await;
    stack.advance(Duration::from_secs(2));
    assert_eq!(receiver.next_request().await.path, "/post");
    assert_eq!(delivery(&stack, 1).await["status"], 200);
}

#[tokio::test]
async fn a_delay_longer_than_an_address_waits_is_no_answer() {
    let (stack, mut receiver) = called(&[Event::ConversationAdded]).await;
    let effect = json!({ "delay": { "type": "fixed", "ms": 60_000 }, "at": "answer" });
    let id = add(&stack, json!({ "match": { "side": "webhook" }, "effect": effect })).await;
    create(&stack).await;
    receiver.next_request().await;
    acted(&stack, id).await;
    assert_eq!(given_up(&stack).await["outcome"], "unanswered");
}

/// The first delivery; an address waits for 15 seconds at most.
async fn given_up(stack: &Stack) -> Value {
    let given_up = async {
        loop {
            stack.advance(Duration::from_secs(15));
            let log = stack.rest().get("/_emulator/v1/webhooks").await.json();
            if let Some(first) = log["deliveries"].as_array().and_then(|all| all.first()) {
                return first.clone();
            }
        }
    };
    soon("an end", given_up).await
}

#[tokio::test]
async fn an_application_that_is_silent_is_given_up() {
    let (stack, _receiver) = called(&[Event::ConversationAdded]).await;
    let effect = json!({ "fault": "half_open" });
    let id = add(&stack, json!({ "match": { "side": "webhook" }, "effect": effect })).await;
    create(&stack).await;
    acted(&stack, id).await;
    assert_eq!(given_up(&stack).await["outcome"], "unanswered");
}

/// The emulator's clock stands, so that the time of the address is up first.
#[tokio::test]
async fn a_call_that_is_given_up_before_its_fault_ends_is_in_the_journal() {
    let (stack, receiver) = called(&[Event::ConversationAdded]).await;
    let webhooks = stack.client().configuration().webhooks();
    let hasty = receiver.url("/post#tt=100");
    webhooks.update().post_webhook_url(hasty).await.expect("a webhook");
    let effect = json!({ "delay": { "type": "fixed", "ms": 1000 } });
    let id = add(&stack, json!({ "match": { "side": "webhook" }, "effect": effect })).await;
    create(&stack).await;
    let entry = entry(&stack, json!({ "side": "webhook", "rule": id })).await;
    assert_eq!((&entry["response"], &entry["status"]), (&Value::Null, &Value::Null), "{entry}");
    assert_eq!(delivery(&stack, 1).await["outcome"], "unanswered");
}

#[tokio::test]
async fn half_of_an_answer_changes_nothing() {
    let (stack, mut receiver) = called(&[Event::ConversationAdd]).await;
    let changes = Reply::Respond(StatusCode::OK, r#"{"friendly_name": "changed"}"#);
    receiver.reply("/pre", [changes.clone(), changes]);
    let effect = json!({ "fault": "malformed_answer" });
    add(&stack, json!({ "match": { "side": "webhook" }, "effect": effect, "count": 1 })).await;
    for name in ["as it was", "changed"] {
        let conversations = stack.client().conversations();
        let made = conversations.create().friendly_name("as it was").webhook_enabled().await;
        assert_eq!(made.expect("a conversation").friendly_name.as_deref(), Some(name));
        receiver.next_request().await;
    }
}

#[tokio::test]
async fn a_pre_event_webhook_that_fails_rejects_and_one_that_is_silent_does_not() {
    let (stack, mut receiver) = called(&[Event::ConversationAdd]).await;
    let matching = json!({ "side": "webhook", "event": "onConversationAdd" });
    for effect in [json!({ "status": 503 }), json!({ "fault": "empty_answer" })] {
        add(&stack, json!({ "match": matching, "effect": effect, "count": 1 })).await;
    }
    let refused = stack.client().conversations().create().webhook_enabled().await;
    let refused = refused.expect_err("an error of the webhook").to_string();
    assert!(refused.contains("50056"), "{refused}");
    create(&stack).await;
    assert_eq!(delivery(&stack, 2).await["outcome"], "unanswered");
    create(&stack).await;
    assert_eq!(receiver.next_request().await.path, "/pre");
}
