//! An emulator that is started anew while the official SDK goes on.

use e2e::{Recorder, tools_missing};
use fake_twilio::{FakeTwilio, SeedDocument};
use serde_json::{Value, json};

use super::person::Person;

const SDK: &str = "@twilio/conversations";

const LOBBY: &str = "CH00000000000000000000000000000001";

/// A world whose one conversation is always the same, with these messages.
fn world(messages: &[&str]) -> SeedDocument {
    let messages: Vec<Value> =
        messages.iter().map(|body| json!({ "author": "bob", "body": body })).collect();
    let lobby = json!({
        "sid": LOBBY, "unique_name": "lobby", "participants": ["ada", "bob"], "messages": messages,
    });
    serde_json::from_value(json!({ "conversations": [lobby] })).expect("a document")
}

#[tokio::test]
async fn a_client_that_stays_keeps_nothing_of_the_world_before() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let start = async |messages: &[&str]| {
        FakeTwilio::builder().seed_document(world(messages)).start().await.expect("a start")
    };
    let first = start(&["one", "two"]).await;
    let recorder = Recorder::start(first.address()).await;
    let mut ada = Person::start(SDK, &recorder, "ada");
    ada.join(&first.first_account().token("ada").expect("a token"), LOBBY).await;
    assert_eq!(ada.act("history", json!({ "size": 30 })).await["messages"][1]["body"], "two");

    let second = start(&["three", "four", "five", "six", "seven"]).await;
    recorder.lead_to(second.address());
    first.stop().await;
    ada.lost().await;
    ada.state("connected").await;
    // It keeps nothing of the world before, and a new client has the new one.
    ada.event("conversationRemoved").await;
    let mut again = Person::start(SDK, &recorder, "again");
    again.join(&second.first_account().token("ada").expect("a token"), LOBBY).await;
    let history = again.act("history", json!({ "size": 30 })).await;
    let bodies: Vec<_> =
        history["messages"].as_array().expect("messages").iter().map(|it| &it["body"]).collect();
    assert_eq!(bodies, ["three", "four", "five", "six", "seven"]);
}
