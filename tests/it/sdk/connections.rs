//! Connections of the official SDK: several of one user, the connection limit, one that is not
//! read.

use e2e::{Chaos, Stack, soon, tools_missing};
use serde_json::{Value, json};

use super::{chat::Scene, person::Person};

const SDKS: [&str; 3] = ["@twilio/conversations", "conversations-2-7-0", "conversations-2-6-5"];

async fn one_tab_goes_on_without_the_other(sdk: &'static str) {
    let Some(scene) = Scene::set(sdk).await else { return };
    let mut one = scene.settle_by("one", "ada").await;
    let mut other = scene.settle_by("other", "ada").await;
    let mut third = scene.settle_by("third", "ada").await;
    one.act("send", json!({ "body": "from one tab" })).await;
    for tab in [&mut one, &mut other, &mut third] {
        assert_eq!(tab.messages(1).await, ["from one tab"]);
    }
    other.act("read", json!({ "index": 0 })).await;
    while one.event("updated").await["updateReasons"] != json!(["lastReadMessageIndex"]) {}

    // One is closed, one is torn off: the last one hears everything, and once.
    one.leave().await;
    scene.recorder.block("third");
    third.lost().await;
    scene.say("still there?").await;
    assert_eq!(other.messages(1).await, ["still there?"]);
    scene.recorder.unblock("third");
    assert_eq!(third.messages(1).await, ["still there?"]);

    // Anyone who leaves in one tab has left in all.
    third.act("quit", json!({})).await;
    assert_eq!(other.event("conversationLeft").await["sid"], scene.room.as_str());
    scene.say("among us").await;
    for tab in [other, third] {
        let left = tab.leave().await;
        assert!(left.iter().all(|event| event["event"] != "messageAdded"), "{left:?}");
    }
}

#[tokio::test]
async fn one_tab_goes_on_without_the_other_with_3_0_1() {
    one_tab_goes_on_without_the_other(SDKS[0]).await;
}

#[tokio::test]
async fn one_tab_goes_on_without_the_other_with_2_7_0() {
    one_tab_goes_on_without_the_other(SDKS[1]).await;
}

#[tokio::test]
async fn one_tab_goes_on_without_the_other_with_2_6_5() {
    one_tab_goes_on_without_the_other(SDKS[2]).await;
}

/// The least wait that the emulator asks for when it is busy, in milliseconds, but for the grain of
/// the SDK's clock. Left alone, the SDK redials within 50 ms as it is set up here.
const STAY_AWAY: f64 = 2_490.0;

/// Milliseconds between two events, by the clock of the SDK's process: however late a busy machine
/// lets this test know of them, they do not come closer.
fn between(one: &Value, other: &Value) -> f64 {
    let at = |event: &Value| event["at"].as_f64().expect("a moment");
    at(other) - at(one)
}

#[tokio::test]
async fn a_client_beyond_the_connection_limit_waits_and_misses_nothing() {
    if tools_missing(&SDKS) {
        return;
    }
    for sdk in SDKS {
        let stack = Stack::frozen_with(|emulator| emulator.max_connections(1)).await;
        let scene = Scene::on(stack, sdk).await;
        let mut ada = scene.enter_and_settle("ada").await;
        scene.recorder.block("ada");
        ada.lost().await;
        // Her place is free once the emulator has noticed, too.
        let taken = async {
            loop {
                if let Ok(eve) = scene.stack.connect(&scene.stack.token("eve")).await {
                    return eve;
                }
            }
        };
        let mut eve = soon("a free place", taken).await;
        scene.recorder.unblock("ada");
        let refused = ada.connection_error(429).await;
        assert_eq!((&refused["errorCode"], &refused["terminal"]), (&json!(51202), &json!(false)));
        eve.shutdown().await;
        scene.say("missed").await;
        let back = ada.state("connected").await;
        let away = between(&refused, &back);
        assert!(away >= STAY_AWAY, "{sdk} was back after {away} ms");
        assert_eq!(ada.messages(1).await, ["missed"]);
        scene.say("live again").await;
        assert_eq!(ada.messages(1).await, ["live again"]);
        ada.leave().await;
    }
}

/// Sends a person's clients away, and expects that there is one.
async fn send_away(scene: &Scene, last_word: Value) {
    assert_eq!(scene.stack.disconnect(&last_word).await, 1);
}

#[tokio::test]
async fn a_disconnected_client_returns_after_the_back_off_and_misses_nothing() {
    let Some(scene) = Scene::set(SDKS[0]).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    send_away(&scene, json!({ "identity": "ada", "status": 308, "backoff_ms": 2500 })).await;
    ada.state("disconnecting").await;
    scene.say("missed").await;
    let dialling = ada.state("connecting").await;
    let away = between(&dialling, &ada.state("connected").await);
    assert!(away >= STAY_AWAY, "back after {away} ms");
    assert_eq!(ada.messages(1).await, ["missed"]);

    // The SDK heeds a wait with 308 only.
    send_away(&scene, json!({ "identity": "ada", "status": 503, "backoff_ms": 60_000 })).await;
    scene.say("missed again").await;
    ada.state("connecting").await;
    ada.state("connected").await;
    assert_eq!(ada.messages(1).await, ["missed again"]);

    send_away(&scene, json!({ "identity": "ada", "status": 410 })).await;
    ada.event("tokenExpired").await;
    ada.state("disconnected").await;
    scene.say("missed for long").await;
    ada.act("renew", json!({ "token": scene.stack.sign(&scene.stack.grants("ada").ttl(600)) }))
        .await;
    assert_eq!(ada.messages(1).await, ["missed for long"]);
    scene.say("live again").await;
    assert_eq!(ada.messages(1).await, ["live again"]);
    ada.leave().await;
}

/// Messages that are sent to somebody who reads nothing: more than the emulator keeps for one
/// connection and sockets hold.
const COUNT: usize = 2_000;

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected_and_misses_nothing() {
    let sdk = SDKS[0];
    if tools_missing(&[sdk, "ws"]) {
        return;
    }
    let stack = Stack::live().await;
    let line = Chaos::start(stack.emulator().address(), 1).await;
    let login = stack.log_in("ada").await;
    let (token, room) = (login.text("token"), login.text("conversation_sid"));
    let mut ada = Person::start_at(sdk, &line.url());
    ada.join(&token, &room).await;
    ada.act("history", json!({ "size": 30 })).await;
    let by_rest = stack.client().conversation(&room).messages();
    by_rest.create().body("hello").await.unwrap();
    assert_eq!(ada.messages(1).await, ["hello"]);

    line.clog();
    let padding = json!({ "padding": r"\".repeat(2_000) });
    for number in 0..COUNT {
        by_rest.create().body(number.to_string()).attributes(&padding).await.unwrap();
    }
    line.calm();
    ada.lost().await;
    ada.state("connected").await;
    let heard = ada.messages(COUNT).await;
    let sent = (0..COUNT).map(|number| number.to_string());
    // Not by `assert_eq`, which would print thousands of numbers.
    assert!(heard.iter().cloned().eq(sent), "something is missing, doubled or out of order");
    by_rest.create().body("live again").await.unwrap();
    assert_eq!(ada.messages(1).await, ["live again"]);
    ada.leave().await;
}
