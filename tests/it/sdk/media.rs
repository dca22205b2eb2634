use e2e::{Stack, tools_missing};
use serde_json::json;

use super::person::Person;

async fn people_share_files(sdk: &'static str) {
    if tools_missing(&[sdk, "ws"]) {
        return;
    }
    let stack = Stack::live().await;
    let start = || Person::start_at(sdk, &stack.twilsock_url());
    let (mut ada, mut bob) = (start(), start());
    for (person, name) in [(&mut ada, "ada"), (&mut bob, "bob")] {
        let login = stack.log_in(name).await;
        person.join(&login.text("token"), &login.text("conversation_sid")).await;
        person.act("history", json!({ "size": 30 })).await;
    }
    let files = json!([
        { "contentType": "text/plain", "filename": "pí c.txt", "text": "first" },
        { "contentType": "text/css", "filename": "b.css", "text": "second one" },
    ]);
    let index = ada.act("attach", json!({ "body": "look", "media": files })).await;
    let seen = bob.event("messageAdded").await;
    assert_eq!((&seen["index"], &seen["body"]), (&index, &json!("look")));
    let media = json!([
        { "contentType": "text/plain", "filename": "pí c.txt", "size": 5, "category": "media" },
        { "contentType": "text/css", "filename": "b.css", "size": 10, "category": "media" },
    ]);
    assert_eq!(seen["media"], media);
    let bytes = bob.act("download", json!({ "index": index })).await;
    assert_eq!(bytes, json!([["text/plain", "first"], ["text/css", "second one"]]));

    // An edited message keeps what it shows.
    ada.act("edit", json!({ "index": index, "body": "look again" })).await;
    assert_eq!(bob.event("messageUpdated").await["media"], media);
    ada.leave().await;
    bob.leave().await;
}

#[tokio::test]
async fn people_share_files_with_3_0_1() {
    people_share_files("@twilio/conversations").await;
}

#[tokio::test]
async fn people_share_files_with_2_7_0() {
    people_share_files("conversations-2-7-0").await;
}

#[tokio::test]
async fn people_share_files_with_2_6_5() {
    people_share_files("conversations-2-6-5").await;
}
