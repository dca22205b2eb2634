//! Faults that the official SDK gets over.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::chat::Scene;

const SDK: &str = "@twilio/conversations";

async fn add(scene: &Scene, rule: Value) {
    let path = "/_emulator/v1/faults";
    let answer = scene.stack.rest().send(Method::POST, path, rule.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
}

#[tokio::test]
async fn a_client_comes_back_after_a_close_code_or_a_reset_and_misses_nothing() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    for effect in [json!({ "close_code": 1013 }), json!({ "fault": "connection_reset" })] {
        let matching = json!({ "side": "sync", "identity": "ada", "contains": "torn off" });
        add(&scene, json!({ "match": matching, "effect": effect, "count": 1 })).await;
        scene.say("torn off").await;
        ada.lost().await;
        ada.state("connected").await;
        assert_eq!(ada.messages(1).await, ["torn off"]);
    }
    ada.leave().await;
}

#[tokio::test]
async fn a_request_that_is_refused_is_an_error_of_the_sdk() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    let matching = json!({ "side": "twilsock", "method": "POST", "path": "*/Messages" });
    let effect = json!({ "status": 403, "code": 54_321, "message": "on purpose" });
    add(&scene, json!({ "match": matching, "effect": effect, "count": 1 })).await;
    let failed = ada.fails("send", json!({ "body": "no" })).await;
    assert_eq!((&failed["failed"], &failed["status"]), (&json!("Forbidden"), &json!(403)));
    ada.act("send", json!({ "body": "yes" })).await;
    assert_eq!(ada.messages(1).await, ["yes"]);
    ada.leave().await;
}

#[tokio::test]
async fn a_client_that_is_refused_comes_back_after_the_wait() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let effect = json!({ "status": 429, "code": 51_202, "retry_after_s": 1 });
    let mut ada = scene.enter_and_settle("ada").await;
    add(
        &scene,
        json!({ "match": { "side": "twilsock", "method": "init", "nth": 1 }, "effect": effect }),
    )
    .await;
    assert_eq!(scene.stack.disconnect(&json!({ "identity": "ada" })).await, 1);
    let refused = ada.connection_error(429).await;
    assert_eq!(refused["errorCode"], 51_202);
    ada.state("connected").await;
    ada.leave().await;
}
