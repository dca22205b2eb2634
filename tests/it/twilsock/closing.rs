//! A closed conversation is one that its members have left, as far as clients are concerned.

use e2e::{Answer, Caller, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use twilio_conversations::{jiff::SignedDuration, sid::MessageSid};

use super::{Room, listener, sync_path};

/// Name of the map of the caller's conversations.
async fn my_conversations(caller: &mut Caller) -> String {
    let configuration = caller.get("/Client/v2/Configuration").await.json();
    configuration["sync_objects"]["my_conversations"].as_str().expect("a name").to_owned()
}

/// Listens to the map of the caller's conversations, too.
async fn member(stack: &Stack, room: &Room) -> Caller {
    let mut ada = listener(stack, "ada", room).await;
    let map = my_conversations(&mut ada).await;
    let descriptor = ada.get(&sync_path("map", &map)).await.json();
    let wanted = json!([{
        "object_sid": descriptor["sid"], "object_type": "map",
        "last_event_id": descriptor["last_event_id"],
    }]);
    ada.subscribe(2, "establish", &wanted).await;
    ada.settle().await;
    ada
}

/// What a member is told, and what is left to do.
async fn is_left(ada: &mut Caller, room: &Room) {
    let mut told = ada.settle().await;
    told.retain(|push| push["event_type"] != "subscription_established");
    let kinds: Vec<_> = told.iter().filter_map(|push| push["event_type"].as_str()).collect();
    let (document, map) = (kinds.iter().rposition(|it| *it == "document_updated"), kinds.last());
    assert!(document.is_some_and(|at| at < kinds.len() - 1), "the state comes first: {kinds:?}");
    assert_eq!(map, Some(&"map_item_removed"), "{kinds:?}");
    let state = &told[document.expect("a document")]["events"][0]["document_data"]["state"];
    assert_eq!(state["current"], "closed", "{state}");
    assert_eq!(told.last().expect("a push")["events"][0]["item_key"], room.sid.as_str());
}

fn is_refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, 50377), "{answer}");
}

async fn nothing_can_be_done(ada: &mut Caller, room: &Room, message: MessageSid) {
    let path = format!("/Client/v2/Conversations/{}", room.sid);
    let typing = format!("ChannelSid={}", room.sid);
    is_refused(&ada.call(Method::POST, "/Client/v2/Typing", typing).await);
    let read = json!({ "last_read_message_index": 0 });
    is_refused(&ada.post(&format!("/Client/v2/MyConversations/{}", room.sid), &read).await);
    is_refused(&ada.post(&format!("{path}/Messages"), &json!({ "body": "late" })).await);
    let edit = format!("{path}/Messages/{message}");
    is_refused(&ada.post(&edit, &json!({ "attributes": "{}" })).await);
    is_refused(&ada.call(Method::DELETE, &format!("{path}/Participants/ada"), "").await);
}

/// It is listed nowhere, and found as something that one is not in.
async fn is_listed_nowhere(ada: &mut Caller, room: &Room) {
    let listed = ada.get("/Client/v2/MyConversations").await.json();
    assert_eq!(listed["conversations"], json!([]), "{listed}");
    let map = my_conversations(ada).await;
    let items = ada.get(&format!("{}/Items", sync_path("map", &map))).await.json();
    assert_eq!(items["items"], json!([]), "{items}");
    let own = ada.get(&format!("/Client/v2/MyConversations/{}", room.sid)).await.json();
    let status = (&own["status"], &own["participant_sid"], &own["state"]);
    assert_eq!(status, (&json!("notParticipating"), &Value::Null, &json!("closed")));
    for (kind, name) in room.objects() {
        assert_eq!(ada.get(&sync_path(kind, &name)).await.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn members_have_left_a_conversation_that_is_closed_by_rest() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let message = room.say_as("ada", "hi").await;
    let mut ada = member(&stack, &room).await;
    room.close().await;
    is_left(&mut ada, &room).await;
    nothing_can_be_done(&mut ada, &room, message).await;
    is_listed_nowhere(&mut ada, &room).await;
    is_listed_nowhere(&mut stack.caller("ada").await, &room).await;
    let mine = room.client.user("ada").conversations().list().await.unwrap().conversations;
    assert_eq!(mine[0].conversation_sid.to_string(), room.sid, "REST keeps it");
    room.by_rest().participants().fetch("ada").await.unwrap();
}

#[tokio::test]
async fn members_have_left_a_conversation_that_a_timer_closes() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let [inactive, closed] = [1, 10].map(SignedDuration::from_mins);
    let update = room.client.conversations().update(&room.sid);
    update.timers_inactive(inactive).timers_closed(closed).await.unwrap();
    let mut ada = member(&stack, &room).await;
    stack.advance(std::time::Duration::from_secs(600));
    is_left(&mut ada, &room).await;
    is_listed_nowhere(&mut ada, &room).await;
}

/// Documents are replayed before maps: a client does not listen to the document of a conversation
/// that it is told it has left.
#[tokio::test]
async fn the_final_state_comes_before_the_end() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = stack.caller("ada").await;
    let map = my_conversations(&mut ada).await;
    let [(_, document), ..] = room.objects();
    let mut wanted = Vec::new();
    for (kind, name) in [("map", &map), ("document", &document)] {
        let it = ada.get(&sync_path(kind, name)).await.json();
        let last_event_id = &it["last_event_id"];
        let target = json!({
            "object_sid": it["sid"], "object_type": kind, "last_event_id": last_event_id,
        });
        wanted.push(target);
    }
    room.close().await;
    ada.subscribe(1, "establish", &Value::from(wanted)).await;
    is_left(&mut ada, &room).await;
}

/// Who is in a thousand open conversations can join no other; closed ones do not count.
#[tokio::test]
async fn closed_conversations_do_not_count_against_the_limit() {
    let stack = Stack::frozen().await;
    for _ in 1..1000 {
        Room::with(&stack, &["ada"]).await;
    }
    let last = Room::with(&stack, &["ada"]).await;
    let one_more = Room::with(&stack, &[]).await;
    let join = async |room: &Room| room.by_rest().participants().create().identity("ada").await;
    let refused = join(&one_more).await.unwrap_err();
    assert_eq!((refused.status(), refused.code()), (Some(StatusCode::BAD_REQUEST), Some(50214)));
    last.close().await;
    one_more.add("ada").await;
    last.client.conversations().delete(&last.sid).await.unwrap();
    let another = Room::with(&stack, &[]).await;
    assert_eq!(join(&another).await.unwrap_err().code(), Some(50214));
}
