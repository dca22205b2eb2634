//! Worlds that are loaded and restored while the official SDK is connected.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{chat::Scene, person::Person};

const SDK: &str = "@twilio/conversations";

async fn control(scene: &Scene, path: &str, body: &Value) -> StatusCode {
    let path = format!("/_emulator/v1/{path}");
    scene.stack.rest().send(Method::POST, &path, body.to_string()).await.status
}

/// Names of what the SDK raised, without what it says of its connection.
fn raised(person: &Person) -> Vec<String> {
    let events = person.events().iter().filter_map(|event| event["event"].as_str());
    events.filter(|name| !name.starts_with("connection")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_client_sees_nothing_of_a_seed_document_that_is_refused() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    let before = raised(&ada);
    let greeted = json!({ "participants": ["ada"], "messages": [{ "body": "hello" }] });
    let document = |last: Value| {
        let further = json!({ "unique_name": "further", "participants": ["ada"] });
        json!({ "conversations": [further, greeted, last] })
    };
    let refused = document(json!({ "participants": ["ada", "ada"] }));
    assert_eq!(control(&scene, "seed", &refused).await, StatusCode::BAD_REQUEST);
    scene.say("after the refusal").await;
    assert_eq!(ada.messages(1).await, ["after the refusal"]);
    assert_eq!(raised(&ada), before);
    let accepted = document(json!({ "participants": ["bob"] }));
    assert_eq!(control(&scene, "seed", &accepted).await, StatusCode::CREATED);
    for _ in 0..2 {
        ada.event("conversationAdded").await;
    }
    ada.leave().await;
}

#[tokio::test]
async fn a_client_sees_what_a_restored_snapshot_removes_and_then_what_comes_back() {
    let Some(scene) = Scene::set(SDK).await else { return };
    scene.say("before the snapshot").await;
    let mut ada = scene.enter_and_settle("ada").await;
    assert_eq!(control(&scene, "snapshots/then", &json!({})).await, StatusCode::CREATED);
    scene.say("after the snapshot").await;
    assert_eq!(ada.messages(1).await, ["after the snapshot"]);
    for _ in 0..2 {
        while !raised(&ada).is_empty() {
            ada.event(&raised(&ada)[0].clone()).await;
        }
        assert_eq!(control(&scene, "snapshots/then/restore", &json!({})).await, StatusCode::OK);
        let back = ada.event("conversationAdded").await;
        assert_eq!(back["sid"], scene.room);
        let before: Vec<_> = raised(&ada).into_iter().filter(|name| name != "updated").collect();
        assert_eq!(before, ["conversationLeft", "conversationRemoved"]);
        ada.act("open", json!({ "sid": scene.room })).await;
        let history = ada.act("history", json!({ "size": 30 })).await;
        let bodies = history["messages"].as_array().expect("messages").iter();
        assert_eq!(bodies.map(|it| &it["body"]).collect::<Vec<_>>(), ["before the snapshot"]);
        scene.say("once more").await;
        assert_eq!(ada.messages(1).await, ["once more"]);
    }
    ada.leave().await;
}
