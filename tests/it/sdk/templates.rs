//! Content templates: what is made of them reaches everybody.

use e2e::{Stack, tools_missing};
use serde_json::{Value, json};

use super::person::Person;

fn template() -> Value {
    json!({
        "friendly_name": "survey",
        "variables": { "1": "guest", "2": "visit" },
        "types": {
            "twilio/text": { "body": "Hi {{1}}, how was your {{2}}?" },
            "twilio/quick-reply": {
                "body": "Hi {{1}}, how was your {{2}}?",
                "actions": [{ "title": "Good", "id": "good-{{2}}" }, { "title": "Bad" }],
            },
        },
    })
}

async fn ada_offers_and_bob_reads(sdk: &'static str) {
    if tools_missing(&[sdk, "ws"]) {
        return;
    }
    let stack = Stack::live().await;
    let made = stack.seed("conversations/content-templates", &template()).await;
    let sid = made["sid"].as_str().expect("a SID").to_owned();
    // Clients read content from the media service, so they have to know where it is.
    let start = || Person::start_at(sdk, &stack.twilsock_url());
    let (mut ada, mut bob) = (start(), start());
    for (person, name) in [(&mut ada, "ada"), (&mut bob, "bob")] {
        let login = stack.log_in(name).await;
        person.join(&login.text("token"), &login.text("conversation_sid")).await;
        person.act("history", json!({ "size": 30 })).await;
    }
    let templates = ada.act("templates", json!({})).await;
    let known = json!([{
        "sid": sid,
        "friendlyName": "survey",
        "variables": [["1", "guest"], ["2", "visit"]],
        "types": ["quickReply", "text"],
    }]);
    assert_eq!(templates, known);

    let index = ada.act("offer", json!({ "template": sid, "values": { "1": "Bob" } })).await;
    let seen = bob.event("messageAdded").await;
    assert_eq!((&seen["index"], &seen["body"]), (&index, &json!("Hi Bob, how was your visit?")));
    let mut content = bob.act("content", json!({ "index": index })).await;
    let raw = content["data"].as_object_mut().and_then(|data| data.remove("rawData"));
    assert!(raw.is_some_and(|raw| raw.as_str().is_some_and(|raw| raw.contains("good-visit"))));
    let read = json!({
        "body": "Hi Bob, how was your visit?",
        "contentSid": sid,
        "data": {
            "type": "quickReply",
            "body": "Hi Bob, how was your visit?",
            "replies": [{ "title": "Good", "id": "good-visit" }, { "title": "Bad" }],
        },
    });
    assert_eq!(content, read);

    ada.act("send", json!({ "body": "plain" })).await;
    assert_eq!(bob.event("messageAdded").await["body"], "plain");
    let plain = bob.act("content", json!({ "index": 1 })).await;
    assert_eq!(plain, json!({ "body": "plain", "contentSid": null, "data": null }));
    ada.leave().await;
    bob.leave().await;
}

#[tokio::test]
async fn ada_offers_and_bob_reads_with_3_0_1() {
    ada_offers_and_bob_reads("@twilio/conversations").await;
}

#[tokio::test]
async fn ada_offers_and_bob_reads_with_2_7_0() {
    ada_offers_and_bob_reads("conversations-2-7-0").await;
}

#[tokio::test]
async fn ada_offers_and_bob_reads_with_2_6_5() {
    ada_offers_and_bob_reads("conversations-2-6-5").await;
}
