use e2e::{Recorder, Side, Stack, tools_missing, transcript};
use insta::assert_snapshot;
use serde_json::json;

use super::person::Person;

const SDK: &str = "@twilio/conversations";

/// Waits until a channel has no request without a reply and no push without an acknowledgement.
async fn quiet(recorder: &Recorder, what: &str, pushes: usize) {
    let settled = |frames: &Vec<e2e::RecordedFrame>| {
        let count = |side, reply| {
            let all = frames.iter().filter(|one| one.side == side);
            all.filter(|one| (one.frame.text("method") == "reply") == reply).count()
        };
        let so_far = count(Side::Server, false);
        so_far == pushes
            && count(Side::Client, true) == so_far
            && count(Side::Client, false) == count(Side::Server, true)
    };
    recorder.until(what, settled).await;
}

#[tokio::test]
async fn what_the_official_sdk_and_the_emulator_say_to_each_other() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let recorder = stack.recorder().await;
    let login = stack.log_in("ada").await;
    let (token, room) = (login.text("token"), login.text("conversation_sid"));
    let by_rest = stack.client().conversation(&room);
    by_rest.messages().create().body("welcome").await.unwrap();

    let mut ada = Person::start_seeded(SDK, &recorder, "ada");
    ada.join(&token, &room).await;
    ada.act("history", json!({ "size": 30 })).await;
    quiet(&recorder, "the subscriptions", 5).await;
    by_rest.participants().create().identity("bob").await.unwrap();
    ada.event("participantJoined").await;
    quiet(&recorder, "bob", 7).await;
    ada.act("send", json!({ "body": "hello" })).await;
    assert_eq!(ada.messages(1).await, ["hello"]);
    quiet(&recorder, "ada's message", 9).await;
    by_rest.messages().create().author("bob").body("hi").await.unwrap();
    assert_eq!(ada.messages(1).await, ["hi"]);
    quiet(&recorder, "bob's message", 11).await;
    ada.leave().await;
    assert_snapshot!(transcript(&recorder.frames()));
}
