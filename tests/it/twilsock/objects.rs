use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;
use serde_json::json;

use super::{Room, follow, sync_path};

#[tokio::test]
async fn a_client_sends_init_and_fetches_the_configuration() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.get("/Client/v2/Configuration").await;
    ada.shutdown().await;
    ada.farewell().await;
    assert_snapshot!(ada.transcript());
}

#[tokio::test]
async fn every_object_of_a_room_can_be_read() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    for number in 0..3 {
        room.say(&number.to_string()).await;
    }
    let mut ada = stack.caller("ada").await;
    let configuration = ada.get("/Client/v2/Configuration").await.json();
    ada.transcript();
    for which in ["my_conversations", "my_user_info"] {
        let name = configuration["sync_objects"][which].as_str().expect("a name");
        ada.get(&sync_path("map", name)).await;
        ada.get(&format!("{}/Items?PageSize=50&Order=asc", sync_path("map", name))).await;
    }
    for (kind, name) in room.objects() {
        ada.get(&sync_path(kind, &name)).await;
    }
    let [_, (list, messages), (map, roster)] = room.objects();
    ada.get(&format!("{}/Items?PageSize=2&Order=desc", sync_path(list, &messages))).await;
    ada.get(&format!("{}/Items?From=1&PageSize=2&Order=asc", sync_path(list, &messages))).await;
    ada.get(&format!("{}/Items?PageSize=50&Order=asc", sync_path(map, &roster))).await;
    assert_snapshot!(ada.transcript());
}

#[tokio::test]
async fn a_subscription_replays_what_came_in_between() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.say("before").await;
    let mut ada = stack.caller("ada").await;
    let [_, (list, messages), _] = room.objects();
    let known = ada.get(&sync_path(list, &messages)).await.json()["last_event_id"].as_u64();
    room.say("in between").await;
    room.say("and again").await;
    ada.transcript();
    let sid = follow(&mut ada, list, &messages, known).await;
    let pushes = ada.settle().await;
    let replayed: Vec<_> = pushes.iter().flat_map(events).collect();
    assert_eq!(replayed, ["in between", "and again"]);
    let cancelled = json!([{ "object_sid": sid, "object_type": list }]);
    ada.subscribe(2, "cancel", &cancelled).await;
    ada.settle().await;
    assert_snapshot!(ada.transcript());

    room.say("unheard").await;
    assert_eq!(ada.settle().await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn an_item_is_where_it_says_and_comes_with_its_map_only_when_asked_for() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.say("hello").await;
    let mut ada = stack.caller("ada").await;
    let [_, (list, messages), (map, roster)] = room.objects();
    for path in [sync_path(list, &messages), sync_path(map, &roster)] {
        let items = ada.get(&format!("{path}/Items")).await.json()["items"].clone();
        let item = &items[0];
        let url = item["url"].as_str().expect("an address");
        let at = url.find("/v3/").expect("a path");
        assert_eq!(&ada.get(&url[at..]).await.json(), item, "{url}");
        let gone = ada.get(&format!("{path}/Items/77")).await;
        let code = if path.starts_with("/v3/Lists") { 54151 } else { 54201 };
        assert_eq!((gone.status, gone.code()), (StatusCode::NOT_FOUND, code), "{path}");
    }
    for (query, comes) in [("Include=items", true), ("NotInclude=items", false), ("", false)] {
        let body = ada.get(&format!("{}?{query}", sync_path(map, &roster))).await.json();
        assert_eq!(body["items"].is_array(), comes, "{query}");
    }
}

#[tokio::test]
async fn a_user_made_anew_has_no_closed_conversations() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.close().await;
    room.client.users().delete("ada").await.unwrap();
    room.client.users().create().identity("ada").await.unwrap();
    room.by_rest().participants().fetch("ada").await.unwrap();
    let mut ada = stack.caller("ada").await;
    let listed = ada.get("/Client/v2/MyConversations").await.json();
    assert_eq!(listed["conversations"], json!([]), "{listed}");
    let configuration = ada.get("/Client/v2/Configuration").await.json();
    let name = configuration["sync_objects"]["my_conversations"].as_str().expect("a name");
    let items = ada.get(&format!("{}/Items", sync_path("map", name))).await.json();
    assert_eq!(items["items"], json!([]), "{items}");
}

fn events(push: &serde_json::Value) -> Vec<String> {
    let events = push["events"].as_array().into_iter().flatten();
    events.filter_map(|event| event["item_data"]["text"].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn objects_are_hidden_from_non_participants() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut eve = stack.caller("eve").await;
    for (kind, name) in room.objects() {
        let answer = eve.get(&sync_path(kind, &name)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
    let send = format!("/Client/v2/Conversations/{}/Messages", room.sid);
    let answer = eve.post(&send, &json!({ "body": "let me in" })).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_snapshot!(answer);
}
