use e2e::{Answer, Rest, Stack};
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{conversation, path};

const SMS: [(&str, &str); 2] = [
    ("MessagingBinding.Address", "+15005550006"),
    ("MessagingBinding.ProxyAddress", "+15005550001"),
];

const WHATSAPP: [(&str, &str); 2] = [
    ("MessagingBinding.Address", "whatsapp:+15005550006"),
    ("MessagingBinding.ProxyAddress", "whatsapp:+15005550001"),
];

async fn seed(rest: &Rest, what: &str, body: Value) -> Answer {
    let path = format!("/_emulator/v1/seed/conversations/{what}");
    rest.send(Method::POST, &path, body.to_string()).await
}

#[tokio::test]
async fn a_message_to_phones_has_receipts_that_channels_bring_further() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let people = format!("{room}/Participants");
    rest.post(&people, &[("Identity", "ada")]).await;
    let sms = rest.post(&people, &SMS).await.text("sid");
    rest.post(&people, &WHATSAPP).await;
    rest.transcript();
    let made = rest.post(&format!("{room}/Messages"), &[("Author", "ada"), ("Body", "hi")]).await;
    let message = made.text("sid");
    let one = format!("{room}/Messages/{message}");
    rest.get(&one).await;
    rest.get(&format!("{one}/Receipts")).await;
    stack.advance(std::time::Duration::from_secs(5));
    let report = |status: &str| {
        json!({
            "conversation_sid": room.rsplit('/').next(),
            "message_sid": message,
            "participant_sid": sms,
            "status": status,
            "error_code": if status == "failed" { 30003 } else { 0 },
        })
    };
    let delivered = seed(&rest, "receipts", report("delivered")).await.text("sid");
    rest.get(&one).await;
    let failed = seed(&rest, "receipts", report("failed")).await.text("sid");
    assert_eq!(delivered, failed);
    rest.get(&one).await;
    rest.get(&format!("{one}/Receipts/{failed}")).await;
    let own = format!("/v1/Services/{}", stack.service());
    rest.get(&format!("{}/Receipts/{failed}", one.replacen("/v1", &own, 1))).await;
    assert_snapshot!(rest.transcript());

    let page = rest.get(&format!("{one}/Receipts?PageSize=1")).await.json();
    let next = page["meta"]["next_page_url"].as_str().expect("a second page");
    let rest_of_it = rest.get(path(next)).await.json();
    assert_eq!(rest_of_it["delivery_receipts"].as_array().map(Vec::len), Some(1));
    rest.delete(&one).await;
    assert_eq!(rest.get(&format!("{one}/Receipts")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn among_chat_participants_nothing_is_delivered() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let made = rest.post(&format!("{room}/Messages"), &[("Body", "hi")]).await;
    assert_eq!(made.json()["delivery"], Value::Null);
    let all = format!("{room}/Messages/{}/Receipts", made.text("sid"));
    assert_eq!(rest.get(&all).await.json()["delivery_receipts"], json!([]));
    let unknown = rest.get(&format!("{all}/DY{}", "0".repeat(32))).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, 20404));
}

#[tokio::test]
async fn senders_by_phone_get_no_receipt() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let sms = rest.post(&format!("{room}/Participants"), &SMS).await.text("sid");
    let form = [("Author", "+15005550006"), ("Body", "from my phone")];
    let message = rest.post(&format!("{room}/Messages"), &form).await.json();
    assert_eq!((&message["participant_sid"], &message["delivery"]), (&json!(sms), &Value::Null));
}

#[tokio::test]
async fn what_cannot_be_seeded_is_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let made = rest.post(&format!("{room}/Messages"), &[("Body", "hi")]).await;
    let (room, message) = (room.rsplit('/').next(), made.text("sid"));
    let nobody = format!("MB{}", "0".repeat(32));
    let receipt = |status: &str| {
        let (conversation_sid, message_sid) = (room, &message);
        json!({
            "conversation_sid": conversation_sid,
            "message_sid": message_sid,
            "participant_sid": nobody,
            "status": status,
        })
    };
    assert_eq!(seed(&rest, "receipts", receipt("sent")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(seed(&rest, "receipts", receipt("lost")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(seed(&rest, "receipts", json!("nonsense")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(seed(&rest, "nonsense", json!({})).await.status, StatusCode::NOT_FOUND);
    let get = rest.get("/_emulator/v1/seed/conversations/receipts").await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
}
