//! Webhooks for changes that SDK users make.

use e2e::{ReceivedRequest, Receiver, Reply, Stack, tools_missing};
use fake_core::webhook::Event;
use http::StatusCode;
use serde_json::json;

use super::person::Person;

/// What is told of who did what.
fn told(heard: &ReceivedRequest) -> [Option<String>; 4] {
    ["EventType", "Source", "ClientIdentity", "Body"].map(|name| heard.param(name))
}

async fn changes_by_users_call_webhooks(sdk: &'static str) {
    if tools_missing(&[sdk, "ws"]) {
        return;
    }
    let (stack, mut receiver) = (Stack::live().await, Receiver::start().await);
    let start = || Person::start_at(sdk, &stack.twilsock_url());
    let (mut ada, mut bob) = (start(), start());
    for (person, name) in [(&mut ada, "ada"), (&mut bob, "bob")] {
        let login = stack.log_in(name).await;
        person.join(&login.text("token"), &login.text("conversation_sid")).await;
        person.act("history", json!({ "size": 30 })).await;
    }
    // No header stands for what people do: it is told whatever REST wants.
    let wanted = [Event::MessageAdd, Event::MessageAdded, Event::MessageUpdated];
    let (pre, post) = (receiver.url("/pre"), receiver.url("/post"));
    let update = stack.client().configuration().webhooks().update();
    let update = update.pre_webhook_url(pre).post_webhook_url(post);
    update.filters(wanted.map(Event::name)).await.unwrap();

    receiver.reply("/pre", [Reply::Respond(StatusCode::OK, r#"{"body":"changed"}"#)]);
    ada.act("send", json!({ "body": "original" })).await;
    assert_eq!(bob.messages(1).await, ["changed"]);
    let ada_did = |event: Event, body: &str| {
        [event.name(), "SDK", "ada", body].map(|text| Some(text.to_owned()))
    };
    assert_eq!(told(&receiver.next_request().await), ada_did(Event::MessageAdd, "original"));
    assert_eq!(told(&receiver.next_request().await), ada_did(Event::MessageAdded, "changed"));

    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    let refused = ada.fails("send", json!({ "body": "never" })).await;
    // The SDK keeps the number in the body to itself.
    assert_eq!(refused["status"], 403, "{refused}");
    assert_eq!(told(&receiver.next_request().await), ada_did(Event::MessageAdd, "never"));

    ada.act("edit", json!({ "index": 0, "body": "edited" })).await;
    assert_eq!(bob.event("messageUpdated").await["body"], "edited");
    assert_eq!(told(&receiver.next_request().await), ada_did(Event::MessageUpdated, "edited"));
    bob.act("send", json!({ "body": "mine" })).await;
    assert_eq!(ada.messages(2).await, ["changed", "mine"]);
    for event in [Event::MessageAdd, Event::MessageAdded] {
        let heard = receiver.next_request_with("EventType", event.name()).await;
        assert_eq!(heard.param("ClientIdentity").as_deref(), Some("bob"));
    }
    ada.leave().await;
    bob.leave().await;
}

#[tokio::test]
async fn changes_by_users_call_webhooks_with_3_0_1() {
    changes_by_users_call_webhooks("@twilio/conversations").await;
}

#[tokio::test]
async fn changes_by_users_call_webhooks_with_2_6_5() {
    changes_by_users_call_webhooks("conversations-2-6-5").await;
}
