//! Subscriptions in bulk, again, and by clients that know too much.

use e2e::{Caller, Stack};
use serde_json::{Value, json};

use super::{Room, listener, sync_path, told};

/// The objects of a room as a subscription names them, with what is known of each.
async fn targets(caller: &mut Caller, room: &Room, known: impl Fn(u64) -> Option<u64>) -> Value {
    let mut all = Vec::new();
    for (kind, name) in room.objects() {
        let object = caller.get(&sync_path(kind, &name)).await.json();
        let newest = object["last_event_id"].as_u64().expect("a number");
        all.push(json!({
            "object_sid": object["sid"], "object_type": kind, "last_event_id": known(newest),
        }));
    }
    Value::Array(all)
}

/// All that a control push says: its kind, and status and number of each object.
fn statuses(push: &Value) -> Vec<String> {
    let events = push["events"].as_array().into_iter().flatten();
    let status = |event: &Value| {
        let number = event["last_event_id"].as_u64().or_else(|| event["error"]["code"].as_u64());
        let status = event["replay_status"].as_str().unwrap_or("failed");
        format!("{} {status} {}", event["object_type"], number.unwrap_or_default())
    };
    events.map(status).collect()
}

#[tokio::test]
async fn a_bulk_request_is_confirmed_as_a_whole_and_refused_one_by_one() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let other = Room::with(&stack, &["bob"]).await;
    room.say("one").await;
    let mut ada = stack.caller("ada").await;
    let mut bob = stack.caller("bob").await;
    let mut wanted = targets(&mut ada, &room, Some).await;
    let foreign = targets(&mut bob, &other, |_| Some(0)).await;
    let wanted = wanted.as_array_mut().expect("a list");
    wanted.extend(foreign.as_array().cloned().into_iter().flatten());
    ada.subscribe(7, "establish", &json!(wanted)).await;
    let pushes = ada.settle().await;
    let [established, failed] = pushes.as_slice() else { panic!("{pushes:?}") };
    // The number comes back as the number that it was; as a text the SDK would drop it.
    assert_eq!((&established["correlation_id"], &failed["correlation_id"]), (&json!(7), &json!(7)));
    assert_eq!(established["event_type"], "subscription_established");
    assert_eq!(statuses(established).len(), 3);
    assert_eq!(failed["event_type"], "subscription_failed");
    let refused = [r#""document" failed 54100"#, r#""list" failed 54150"#, r#""map" failed 54200"#];
    assert_eq!(statuses(failed), refused);
}

#[tokio::test]
async fn asking_again_replays_from_the_number_that_is_named() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    for text in ["one", "two", "three"] {
        room.say(text).await;
    }
    let live: Vec<_> = ada.settle().await.iter().map(told).collect();
    assert_eq!(live.len(), 6, "{live:?}");
    // As after the end of a subscription's life, on the same connection.
    let wanted = targets(&mut ada, &room, |newest| Some(newest.saturating_sub(1))).await;
    ada.subscribe(2, "establish", &wanted).await;
    let again: Vec<_> = ada.settle().await.iter().map(told).collect();
    let expected = ["document_updated", "list_item_added three", "map_item_added ada"];
    assert_eq!(again[..3], expected);
    room.say("four").await;
    let live: Vec<_> = ada.settle().await.iter().map(told).collect();
    assert_eq!(live, ["list_item_added four", "document_updated"], "each once");
}

#[tokio::test]
async fn an_unknown_event_number_is_answered_with_not_found() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.say("one").await;
    let mut ada = stack.caller("ada").await;
    let wanted = targets(&mut ada, &room, |newest| Some(newest + 1)).await;
    ada.subscribe(2, "establish", &wanted).await;
    let pushes = ada.settle().await;
    let [failed] = pushes.as_slice() else { panic!("{pushes:?}") };
    assert_eq!(failed["event_type"], "subscription_failed");
    assert_eq!(failed["events"][0]["error"]["status"], 404);
    room.say("two").await;
    assert!(ada.settle().await.is_empty());
}

#[tokio::test]
async fn a_subscription_without_an_event_number_starts_now() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.say("one").await;
    let mut ada = stack.caller("ada").await;
    let wanted = targets(&mut ada, &room, |_| None).await;
    ada.subscribe(2, "establish", &wanted).await;
    let pushes = ada.settle().await;
    let [established] = pushes.as_slice() else { panic!("{pushes:?}") };
    let expected = [r#""document" completed 0"#, r#""list" completed 1"#, r#""map" completed 1"#];
    assert_eq!(statuses(established), expected);
    room.say("two").await;
    let live: Vec<_> = ada.settle().await.iter().map(told).collect();
    assert_eq!(live, ["list_item_added two", "document_updated"]);
}

#[tokio::test]
async fn a_subscription_to_what_is_gone_can_still_be_ended() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    let wanted = targets(&mut ada, &room, |_| None).await;
    room.client.conversations().delete(&room.sid).await.unwrap();
    let farewell: Vec<_> = ada.settle().await.iter().map(told).collect();
    assert_eq!(farewell, ["document_removed", "list_removed", "map_removed"]);
    ada.subscribe(3, "cancel", &wanted).await;
    let pushes = ada.settle().await;
    let [canceled] = pushes.as_slice() else { panic!("{pushes:?}") };
    assert_eq!(canceled["event_type"], "subscription_canceled");
    assert_eq!(canceled["events"].as_array().map(Vec::len), Some(3));
}
