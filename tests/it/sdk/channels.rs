//! What the SDK learns of channels outside the chat.

use serde_json::{Value, json};
use twilio_conversations::{
    Order,
    sid::{MessageSid, ParticipantSid},
};

use super::{chat::Scene, person::Person};

const SDK: &str = "@twilio/conversations";

/// Adds somebody on a phone.
async fn add_phone(scene: &Scene) -> ParticipantSid {
    let phone = scene.by_rest().participants().create().address("+15005550006");
    phone.proxy_address("+15005550001").await.unwrap().sid
}

/// The SID of the newest message.
async fn newest(scene: &Scene) -> MessageSid {
    let newest = scene.by_rest().messages().list().order(Order::Descending).page_size(1);
    newest.await.unwrap().messages[0].sid
}

/// Waits for news of a message's delivery, the one that is wanted or a later one.
async fn delivered(ada: &mut Person, index: u64, field: &str, share: &str) -> Value {
    loop {
        let updated = ada.event("messageUpdated").await;
        assert_eq!(updated["updateReasons"], json!(["deliveryReceipt"]));
        let delivery = ada.act("delivery", json!({ "index": index })).await;
        if delivery[field] == share {
            return delivery;
        }
    }
}

#[tokio::test]
async fn ada_sees_the_receipt_of_her_message_to_a_phone() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let phone = add_phone(&scene).await;
    let mut ada = scene.enter_and_settle("ada").await;
    assert_eq!(ada.act("send", json!({ "body": "hello" })).await, 0);
    let sent = delivered(&mut ada, 0, "sent", "all").await;
    assert_eq!((&sent["total"], &sent["delivered"]), (&json!(1), &json!("none")));
    let report = json!({
        "conversation_sid": scene.room,
        "message_sid": newest(&scene).await,
        "participant_sid": phone,
        "status": "undelivered",
        "error_code": 30003,
    });
    scene.stack.seed("conversations/receipts", &report).await;
    let lost = delivered(&mut ada, 0, "undelivered", "all").await;
    assert_eq!((&lost["sent"], &lost["delivered"]), (&json!("all"), &json!("none")));
    let receipts = ada.act("receipts", json!({ "index": 0 })).await;
    let wanted =
        json!([{ "participantSid": phone, "status": "undelivered", "errorCode": "30003" }]);
    assert_eq!(receipts, wanted);
    ada.leave().await;
}

#[tokio::test]
async fn a_device_that_ada_registers_is_a_binding_of_the_service() {
    let Some(scene) = Scene::set(SDK).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    let bindings = scene.stack.client().service(scene.stack.service()).bindings();
    let all = async || bindings.list().identity(["ada"]).all().await.unwrap();
    ada.act("register", json!({ "channel": "fcm", "device": "ada's phone" })).await;
    let [binding] = all().await.try_into().expect("one binding");
    assert_eq!(binding.binding_type, "fcm");
    let types = ["new_message", "added_to_conversation", "removed_from_conversation"];
    assert_eq!(binding.message_types, types);
    ada.act("unregister", json!({ "channel": "fcm" })).await;
    assert_eq!(all().await, []);
    ada.act("register", json!({ "channel": "apn", "device": "ada's tablet" })).await;
    ada.act("forget", json!({ "channel": "apn", "device": "ada's tablet" })).await;
    ada.act("forget", json!({ "channel": "apn", "device": "nobody's tablet" })).await;
    assert_eq!(all().await, []);
    ada.leave().await;
}

#[tokio::test]
async fn ada_sees_the_channel_metadata_of_a_message() {
    let Some(scene) = Scene::set(SDK).await else { return };
    scene.say("from the chat").await;
    scene.say("from a channel").await;
    let place = json!({ "conversation_sid": scene.room, "message_sid": newest(&scene).await });
    let mut metadata = place.clone();
    metadata["type"] = "whatsapp".into();
    metadata["data"] = json!({ "context": { "forwarded": true } });
    // The SDK looks only once whether a message has any, so they have to be there first.
    scene.stack.seed("conversations/channel-metadata", &metadata).await;
    let names = ["Bea", "Cem", "Dia"];
    let mut recipients = place;
    recipients["recipients"] = names
        .iter()
        .map(
            |name| json!({ "level": "to", "name": name, "address": format!("{name}@example.com") }),
        )
        .collect();
    scene.stack.seed("conversations/message-recipients", &recipients).await;

    let mut ada = scene.enter_and_settle("ada").await;
    assert_eq!(ada.act("metadata", json!({ "index": 0 })).await, Value::Null);
    assert_eq!(ada.act("recipients", json!({ "index": 0 })).await, json!([]));
    let found = ada.act("metadata", json!({ "index": 1 })).await;
    assert_eq!(found, json!({ "type": "whatsapp", "data": { "context": { "forwarded": true } } }));
    let of_one = ada.act("recipients", json!({ "index": 1 })).await;
    assert_eq!(of_one[2]["address"], "Dia@example.com");
    let all = ada.act("allRecipients", json!({ "size": 2 })).await;
    assert_eq!(all, json!(names));
    ada.leave().await;
}
