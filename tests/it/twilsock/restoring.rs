//! What connected clients get while accounts go back to what they were.

use e2e::Stack;
use http::{Method, StatusCode};
use serde_json::json;

use super::{Room, follow};

#[tokio::test]
async fn clients_get_every_removal_before_anything_comes_back() {
    let seed = json!({ "users": [{ "identity": "ada", "friendly_name": "Ada" }] });
    let seed = serde_json::from_value(seed).expect("a seed document");
    let stack = Stack::frozen_with(|builder| builder.seed_document(seed)).await;
    let (one, two) = (Room::with(&stack, &["ada"]).await, Room::with(&stack, &["ada"]).await);
    one.say("hello").await;
    let post = |path: &str| {
        let (rest, path) = (stack.rest(), format!("/_emulator/v1/{path}"));
        async move { rest.send(Method::POST, &path, "{}").await }
    };
    assert_eq!(post("snapshots/two").await.status, StatusCode::CREATED);
    let mut ada = stack.caller("ada").await;
    ada.get("/Client/v2/Configuration").await;
    let user = stack.rest().get("/v1/Users/ada").await.text("sid");
    follow(&mut ada, "map", &format!("{user}.conversations"), Some(0)).await;
    ada.settle().await;
    for _ in 0..2 {
        let restored = post("snapshots/two/restore").await;
        assert_eq!(restored.status, StatusCode::OK, "{restored}");
        let pushes = ada.settle().await;
        let events = pushes.iter().flat_map(|push| {
            let kind = push["event_type"].as_str().unwrap_or_default();
            let events = push["events"].as_array().into_iter().flatten();
            events.map(move |event| (kind, event["item_key"].as_str(), event["id"].as_u64()))
        });
        let events: Vec<_> = events.collect();
        let at = |kind: &str, sid: &str| {
            events.iter().position(|it| it.0 == kind && it.1 == Some(sid)).expect(kind)
        };
        let removals = [&one, &two].map(|room| at("map_item_removed", &room.sid));
        let returns = [&one, &two].map(|room| at("map_item_added", &room.sid));
        assert!(removals.iter().max() < returns.iter().min(), "{events:?}");
        assert!(events.is_sorted_by_key(|it| it.2), "{events:?}");
    }
    // A reset goes back to the seed, which names a user that is connected.
    let reset = post("reset").await;
    assert_eq!(reset.status, StatusCode::OK, "{reset}");
    let ada_now = stack.rest().get("/v1/Users/ada").await;
    assert_eq!((ada_now.text("friendly_name"), ada_now.text("sid")), ("Ada".to_owned(), user));
    assert!(ada.settle().await.iter().all(|push| push["event_type"] == "map_item_removed"));
}
