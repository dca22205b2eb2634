use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use e2e::{Receiver, Reply, Rest, Stack};
use fake_core::webhook::Event;
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;
use tokio::sync::Notify;

use super::{ACCOUNT, conversation, webhook};

const OK: StatusCode = StatusCode::OK;

/// A stack whose receiver is asked about and told of everything, a caller and a conversation.
async fn with_webhooks_for_everything() -> (Stack, Rest, Receiver, String) {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest().loud();
    webhook(&rest, &receiver, Event::all()).await;
    let room = conversation(&rest).await;
    receiver.next_request_with("EventType", "onConversationAdded").await;
    (stack, rest, receiver, room)
}

/// The questions up to one of this event.
async fn questions(receiver: &mut Receiver, last: Event) -> String {
    let mut all = String::new();
    loop {
        let request = receiver.next_request().await;
        if request.path != "/pre" {
            continue;
        }
        all = format!("{all}{request}\n");
        if request.param("EventType").as_deref() == Some(last.name()) {
            return all;
        }
    }
}

#[tokio::test]
async fn every_pre_event_has_the_parameters_of_its_change() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest().loud();
    webhook(&rest, &receiver, Event::all()).await;
    let room = conversation(&rest).await;
    let ada = format!("{room}/Participants/ada");
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let said = [("Author", "ada"), ("Body", "hello")];
    let message = rest.post(&format!("{room}/Messages"), &said).await.text("sid");
    let message = format!("{room}/Messages/{message}");
    stack.advance(Duration::from_millis(1500));
    rest.post(&message, &[("Body", "changed")]).await;
    rest.post(&ada, &[("Attributes", "[]")]).await;
    rest.post("/v1/Users/ada", &[("FriendlyName", "Ada")]).await;
    rest.post(&room, &[("State", "inactive")]).await;
    rest.delete(&message).await;
    rest.delete(&ada).await;
    rest.delete(&room).await;
    assert_snapshot!(questions(&mut receiver, Event::ConversationRemove).await);
}

#[tokio::test]
async fn an_answer_changes_what_is_published() {
    let (_stack, rest, mut receiver, room) = with_webhooks_for_everything().await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let changes = r#"{"body":"changed","author":"ada","attributes":"{\"k\":1}"}"#;
    receiver.reply("/pre", [Reply::Respond(OK, changes)]);
    let sent = rest.post(&format!("{room}/Messages"), &[("Body", "original")]).await;
    let shown = ["body", "author", "attributes"].map(|field| sent.text(field));
    assert_eq!(shown, ["changed", "ada", r#"{"k":1}"#]);
    let ada = rest.get(&format!("{room}/Participants/ada")).await.text("sid");
    assert_eq!(sent.text("participant_sid"), ada);
    // What comes afterwards is told as it is.
    assert_eq!(
        receiver.next_request_with("EventType", "onMessageAdd").await.param("Body").unwrap(),
        "original"
    );
    let told = receiver.next_request_with("EventType", "onMessageAdded").await;
    assert_eq!(told.param("Body").as_deref(), Some("changed"));
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"friendly_name":"hall"}"#)]);
    assert_eq!(rest.post(&room, &[("FriendlyName", "x")]).await.text("friendly_name"), "hall");
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"friendly_name":"born"}"#)]);
    let born = rest.post("/v1/Conversations", &[]).await;
    assert_eq!(born.text("friendly_name"), "born");
}

#[tokio::test]
async fn most_answers_change_nothing() {
    let (_stack, rest, receiver, room) = with_webhooks_for_everything().await;
    for answer in ["", "{}", "OK", "[1]", r#"{"body":null,"other":1}"#, r#"{"friendly_name":"x"}"#]
    {
        receiver.reply("/pre", [Reply::Respond(OK, answer)]);
        let sent = rest.post(&format!("{room}/Messages"), &[("Body", "as it is")]).await;
        assert_eq!((sent.status, sent.text("body").as_str()), (StatusCode::CREATED, "as it is"));
    }
}

#[tokio::test]
async fn a_pre_event_webhook_can_reject() {
    let (_stack, rest, receiver, room) = with_webhooks_for_everything().await;
    let messages = format!("{room}/Messages");
    for status in [400, 403, 500] {
        let status = StatusCode::from_u16(status).expect("a status");
        receiver.reply("/pre", [Reply::Respond(status, "")]);
        let refused = rest.post(&messages, &[("Body", "no")]).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50056));
    }
    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    assert_eq!(rest.delete(&room).await.code(), 50056);
    assert_eq!(rest.get(&messages).await.json()["messages"], json!([]));
}

#[tokio::test]
async fn changes_are_validated_like_commands() {
    let (_stack, rest, receiver, room) = with_webhooks_for_everything().await;
    let messages = format!("{room}/Messages");
    for (code, answer) in [
        (50304, r#"{"attributes":"not json"}"#),
        (50304, r#"{"attributes":{"k":1}}"#),
        (20001, r#"{"body":7}"#),
    ] {
        receiver.reply("/pre", [Reply::Respond(OK, answer)]);
        assert_eq!(rest.post(&messages, &[("Body", "x")]).await.code(), code, "{answer}");
    }
    let long: &'static str = format!(r#"{{"body":"{}"}}"#, "x".repeat(32 * 1024 + 1)).leak();
    receiver.reply("/pre", [Reply::Respond(OK, long)]);
    assert_eq!(rest.post(&messages, &[("Body", "x")]).await.code(), 50504);
    assert_eq!(rest.get(&messages).await.json()["messages"], json!([]));
}

#[tokio::test]
async fn an_answer_is_held_to_what_phones_can_take() {
    let (_stack, rest, receiver, room) = with_webhooks_for_everything().await;
    let phone = [
        ("MessagingBinding.Address", "+15005550006"),
        ("MessagingBinding.ProxyAddress", "+15005550001"),
    ];
    let phone = rest.post(&format!("{room}/Participants"), &phone).await.text("sid");
    let messages = format!("{room}/Messages");
    let long: &'static str = format!(r#"{{"body":"{}"}}"#, "x".repeat(1601)).leak();
    receiver.reply("/pre", [Reply::Respond(OK, long)]);
    assert_eq!(rest.post(&messages, &[("Body", "x")]).await.code(), 50504);
    // Anyone who becomes the author on the phone gets no receipt, and is known as a participant.
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"author":"+15005550006"}"#)]);
    let sent = rest.post(&messages, &[("Author", "ada"), ("Body", "x")]).await;
    assert_eq!(sent.text("participant_sid"), phone);
    let receipts = rest.get(&format!("{messages}/{}/Receipts", sent.text("sid"))).await.json();
    assert_eq!(receipts["delivery_receipts"], json!([]));
}

#[tokio::test]
async fn silence_and_absence_mean_consent() {
    let (_stack, rest, receiver, room) = with_webhooks_for_everything().await;
    // The address gives itself less than the five seconds it would have.
    let hasty = receiver.url("/pre#tt=100");
    rest.post(ACCOUNT, &[("PreWebhookUrl", hasty.as_str())]).await;
    receiver.reply("/pre", [Reply::Silence]);
    let sent = rest.post(&format!("{room}/Messages"), &[("Body", "silence")]).await;
    assert_eq!(sent.text("body"), "silence");
    rest.post(ACCOUNT, &[("PreWebhookUrl", "http://127.0.0.1:1/")]).await;
    let sent = rest.post(&format!("{room}/Messages"), &[("Body", "absence")]).await;
    assert_eq!(sent.text("body"), "absence");
}

#[tokio::test]
async fn a_pre_event_webhook_times_out_after_five_seconds() {
    let (_stack, rest, mut receiver, room) = with_webhooks_for_everything().await;
    receiver.reply("/pre", [Reply::Silence]);
    let started = Instant::now();
    let messages = format!("{room}/Messages");
    let said = [("Body", "patience")];
    let slow = async { (rest.post(&messages, &said).await, started.elapsed()) };
    // The next request is answered while the first one waits.
    let other = async {
        receiver.next_request_with("EventType", "onMessageAdd").await;
        (rest.post(&messages, &[("Body", "haste")]).await, started.elapsed())
    };
    let ((slow, after), (other, before)) = tokio::join!(slow, other);
    assert_eq!((slow.text("body"), other.text("body")), ("patience".into(), "haste".into()));
    assert!(after >= Duration::from_secs(5) && before < after, "{before:?}, {after:?}");
    let order = [&other, &slow].map(|it| it.json()["index"].as_u64());
    assert_eq!(order, [Some(0), Some(1)]);
}

#[tokio::test]
async fn pre_event_webhooks_need_the_header() {
    let (stack, _, receiver, room) = with_webhooks_for_everything().await;
    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    let sent = stack.rest().post(&format!("{room}/Messages"), &[("Body", "quiet")]).await;
    assert_eq!(sent.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_client_goes_on_while_its_request_waits() {
    let (stack, rest, mut receiver, room) = with_webhooks_for_everything().await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let mut ada = stack.caller("ada").await;
    let path = format!("/Client/v2{}/Messages", &room["/v1".len()..]);
    let answered = Arc::new(Notify::new());
    receiver.reply("/pre", [Reply::Wait(answered.clone())]);
    let waiting = ada.begin(Method::POST, &path, json!({ "body": "slow" }).to_string()).await;
    let request = receiver.next_request_with("Source", "SDK").await;
    assert_eq!(request.param("ClientIdentity").as_deref(), Some("ada"));
    // Answered although the request before it is not.
    assert_eq!(ada.get("/Client/v2/Configuration").await.text("identity"), "ada");
    assert!(!ada.is_answered(waiting));
    answered.notify_one();
    assert_eq!(ada.answer(waiting).await.text("body"), "slow");
    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    let refused = ada.post(&path, &json!({ "body": "no" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50056));
}
