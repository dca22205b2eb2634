//! The session list of `@twilio/conversations` 1.x, frame by frame.

use e2e::{Caller, Receiver, Reply, Stack};
use http::StatusCode;
use serde_json::{Value, json};

use super::Room;

/// Makes a session list; answers with its SID.
async fn begin(caller: &mut Caller) -> String {
    let context =
        json!({ "type": "IpMsgSession", "apiVersion": "4", "endpointPlatform": "JS|1.2.3" });
    let list = json!({ "purpose": "com.twilio.rtd.ipmsg", "context": context });
    let made = caller.post("/v3/Lists", &list).await;
    assert_eq!(made.status, StatusCode::CREATED);
    made.text("sid")
}

/// Listens to a session list from an event on, as clients that know only single events do.
async fn listen(caller: &mut Caller, list: &str, since: u64) -> Vec<Value> {
    let target = json!({ "object_sid": list, "object_type": "list", "last_event_id": since });
    let body = json!({
        "event_protocol_version": 3, "action": "establish", "correlation_id": 7, "requests": [target],
    });
    assert_eq!(caller.post("/v4/Subscriptions", &body).await.status, StatusCode::ACCEPTED);
    caller.settle().await
}

/// Gives a command; answers with what its item becomes.
async fn command(caller: &mut Caller, list: &str, id: &str, request: Value) -> Value {
    let item = json!({ "data": { "commandId": id, "request": request } });
    let added = caller.post(&format!("/v3/Lists/{list}/Items"), &item).await;
    assert_eq!(added.status, StatusCode::CREATED);
    let mut told =
        caller.settle().await.into_iter().map(|mut push| push["event"]["item_data"].take());
    told.rfind(|data| data["response"].is_object() && data["commandId"] == id).expect("an answer")
}

#[tokio::test]
async fn a_session_gets_its_context_when_it_subscribes() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    let list = begin(&mut ada).await;
    let context = format!("/v3/Lists/{list}/Context");
    assert_eq!(ada.get(&context).await.json()["data"]["endpointPlatform"], "JS|1.2.3");
    let told = listen(&mut ada, &list, 0).await;
    let [updated, established] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(updated["event_type"], "list_context_updated");
    assert_eq!(updated["event"]["context_data"]["identity"], "ada");
    assert_eq!(established["event_type"], "subscription_established");
    assert_eq!(established["event"]["last_event_id"], 1);
    assert_eq!(ada.get(&context).await.json()["data"], updated["event"]["context_data"]);
}

#[tokio::test]
async fn commands_are_answered_in_their_items() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = stack.caller("ada").await;
    let list = begin(&mut ada).await;
    listen(&mut ada, &list, 0).await;
    let send =
        |text: &str| json!({ "action": "sendMessage", "channelSid": room.sid, "text": text });
    let answer = command(&mut ada, &list, "one", send("hello")).await;
    assert_eq!(answer["response"], json!({ "status": 200, "statusText": "OK", "messageId": 0 }));
    let edit = json!({
        "action": "editMessage", "channelSid": room.sid, "messageIdx": "0", "text": "goodbye",
    });
    assert_eq!(command(&mut ada, &list, "two", edit).await["response"]["status"], 200);
    let report = json!([{ "channelSid": room.sid, "messageIdx": 0 }]);
    let report = json!({ "action": "consumptionReportV2", "report": report });
    let reported = command(&mut ada, &list, "three", report).await;
    assert_eq!(reported["response"]["report"][0]["unreadMessagesCount"], 0);
}

#[tokio::test]
async fn commands_with_a_pre_event_webhook_are_answered_later() {
    let (stack, receiver) = (Stack::frozen().await, Receiver::start().await);
    let room = Room::with(&stack, &["ada"]).await;
    let url = receiver.url("/pre");
    let webhook = room.client.configuration().webhooks().update().pre_webhook_url(url);
    webhook.filters(["onMessageAdd"]).await.unwrap();
    let mut ada = stack.caller("ada").await;
    let list = begin(&mut ada).await;
    listen(&mut ada, &list, 0).await;
    for (id, reply, status) in [
        ("changed", Reply::Respond(StatusCode::OK, r#"{"body":"changed"}"#), 200),
        ("rejected", Reply::Respond(StatusCode::FORBIDDEN, ""), 50056),
    ] {
        receiver.reply("/pre", [reply]);
        let send = json!({ "action": "sendMessage", "channelSid": room.sid, "text": id });
        let item = json!({ "data": { "commandId": id, "request": send } });
        ada.post(&format!("/v3/Lists/{list}/Items"), &item).await;
        let answer = loop {
            let data = ada.pushed().await["event"]["item_data"].take();
            if data["commandId"] == id && data["response"].is_object() {
                break data["response"]["status"].clone();
            }
        };
        assert_eq!(answer, status, "{id}");
    }
    let all = room.by_rest().messages().list().await.unwrap().messages;
    let bodies: Vec<_> = all.iter().map(|it| it.body.as_deref()).collect();
    assert_eq!(bodies, [Some("changed")]);
}

#[tokio::test]
async fn errors_and_malformed_commands_get_a_response() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = stack.caller("ada").await;
    let list = begin(&mut ada).await;
    listen(&mut ada, &list, 0).await;
    for (request, status) in [
        (json!({ "action": "joinChannelV2", "channelSid": room.sid }), 50433),
        (json!({ "action": "deleteMessage", "channelSid": room.sid, "messageIdx": 9 }), 50500),
        (json!({ "action": "removeMember", "channelSid": room.sid }), 50432),
        (json!({ "action": "leaveChannel", "channelSid": "../../Users/ada" }), 50350),
        (json!({ "action": "deleteMessage", "channelSid": room.sid, "messageIdx": -1 }), 20001),
        (json!({ "action": "flyAway" }), 20001),
        (json!("no object"), 20001),
    ] {
        let answer = command(&mut ada, &list, "it", request.clone()).await;
        assert_eq!(answer["response"]["status"], status, "{request}: {answer}");
    }
    let items = format!("/v3/Lists/{list}/Items");
    // What nobody can be told of has no answer, and no harm either.
    assert_eq!(ada.post(&items, &json!({ "data": [1, 2] })).await.status, StatusCode::CREATED);
    assert_eq!(ada.post(&items, &json!({ "dat": 1 })).await.status, StatusCode::BAD_REQUEST);
    let other = json!({ "purpose": "something else", "context": {} });
    assert_eq!(ada.post("/v3/Lists", &other).await.status, StatusCode::BAD_REQUEST);
    let messages = format!("/v3/Lists/{}.messages/Items", room.sid);
    let write = ada.post(&messages, &json!({ "data": {} })).await;
    assert_eq!(write.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_reply_outlives_a_lost_connection_and_goes_to_its_sender_only() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let mut ada = stack.caller("ada").await;
    let list = begin(&mut ada).await;
    listen(&mut ada, &list, 0).await;
    let send = json!({ "action": "sendMessage", "channelSid": room.sid, "text": "hello" });
    command(&mut ada, &list, "one", send).await;
    drop(ada);
    let mut again = stack.caller("ada").await;
    let told = listen(&mut again, &list, 1).await;
    assert_eq!(told[0]["event"]["item_data"]["response"]["messageId"], 0, "{told:?}");

    let mut bob = stack.caller("bob").await;
    for path in [format!("/v3/Lists/{list}"), format!("/v3/Lists/{list}/Items")] {
        assert_eq!(bob.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let told = listen(&mut bob, &list, 0).await;
    assert_eq!(told[0]["event_type"], "subscription_failed", "{told:?}");
}
