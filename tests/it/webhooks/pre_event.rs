use std::{
    fmt::Debug,
    sync::Arc,
    time::{Duration, Instant},
};

use e2e::{Receiver, Reply, Stack};
use fake_core::webhook::Event;
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;
use tokio::sync::Notify;
use twilio_conversations::{Client, Error, wire::rest::conversation::State};

use super::{Room, webhook};

const OK: StatusCode = StatusCode::OK;

/// A stack with webhooks for all events, a caller and a conversation.
async fn with_webhooks_for_everything() -> (Stack, Client, Receiver, Room) {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    webhook(&client, &receiver, Event::all()).await;
    let room = Room::create(&client).await;
    receiver.next_request_with("EventType", "onConversationAdded").await;
    (stack, client, receiver, room)
}

/// Twilio's error number of a call that was refused.
fn code<T>(result: Result<T, Error>) -> Option<u32> {
    result.err().and_then(|error| error.code())
}

/// Checks that the pre-event webhook had its way.
fn is_rejected<T: Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(StatusCode::FORBIDDEN), Some(50056)));
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
    let client = stack.client();
    webhook(&client, &receiver, Event::all()).await;
    let room = Room::create(&client).await;
    let (participants, messages) = (room.below().participants(), room.below().messages());
    room.add("ada").await;
    let message = room.message("hello").author("ada").await.unwrap().sid;
    stack.advance(Duration::from_millis(1500));
    messages.update(message).body("changed").webhook_enabled().await.unwrap();
    participants.update("ada").attributes(&json!([])).webhook_enabled().await.unwrap();
    client.users().update("ada").friendly_name("Ada").webhook_enabled().await.unwrap();
    let update = room.conversations().update(room.sid).state(State::Inactive);
    update.webhook_enabled().await.unwrap();
    messages.delete(message).webhook_enabled().await.unwrap();
    participants.delete("ada").webhook_enabled().await.unwrap();
    room.conversations().delete(room.sid).webhook_enabled().await.unwrap();
    assert_snapshot!(questions(&mut receiver, Event::ConversationRemove).await);
}

#[tokio::test]
async fn an_answer_changes_what_is_published() {
    let (_stack, client, mut receiver, room) = with_webhooks_for_everything().await;
    room.add("ada").await;
    let changes = r#"{"body":"changed","author":"ada","attributes":"{\"k\":1}"}"#;
    receiver.reply("/pre", [Reply::Respond(OK, changes)]);
    let sent = room.message("original").await.unwrap();
    let shown = (sent.body.as_deref(), &*sent.author, &*sent.attributes);
    assert_eq!(shown, (Some("changed"), "ada", r#"{"k":1}"#));
    let ada = room.below().participants().fetch("ada").await.unwrap();
    assert_eq!(sent.participant_sid, Some(ada.sid));
    // What comes afterwards is told as it is.
    assert_eq!(
        receiver.next_request_with("EventType", "onMessageAdd").await.param("Body").unwrap(),
        "original"
    );
    let told = receiver.next_request_with("EventType", "onMessageAdded").await;
    assert_eq!(told.param("Body").as_deref(), Some("changed"));
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"friendly_name":"hall"}"#)]);
    let update = client.conversations().update(room.sid).friendly_name("x").webhook_enabled();
    assert_eq!(update.await.unwrap().friendly_name.as_deref(), Some("hall"));
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"friendly_name":"born"}"#)]);
    let born = client.conversations().create().webhook_enabled().await.unwrap();
    assert_eq!(born.friendly_name.as_deref(), Some("born"));
}

#[tokio::test]
async fn most_answers_change_nothing() {
    let (_stack, _, receiver, room) = with_webhooks_for_everything().await;
    for answer in ["", "{}", "OK", "[1]", r#"{"body":null,"other":1}"#, r#"{"friendly_name":"x"}"#]
    {
        receiver.reply("/pre", [Reply::Respond(OK, answer)]);
        let sent = room.message("as it is").await.unwrap();
        assert_eq!(sent.body.as_deref(), Some("as it is"));
    }
}

#[tokio::test]
async fn a_pre_event_webhook_can_reject() {
    let (_stack, _, receiver, room) = with_webhooks_for_everything().await;
    for status in [400, 403, 500] {
        let status = StatusCode::from_u16(status).expect("a status");
        receiver.reply("/pre", [Reply::Respond(status, "")]);
        is_rejected(room.message("no").await);
    }
    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    is_rejected(room.conversations().delete(room.sid).webhook_enabled().await);
    assert_eq!(room.below().messages().list().await.unwrap().messages, []);
}

#[tokio::test]
async fn changes_are_validated_like_commands() {
    let (_stack, _, receiver, room) = with_webhooks_for_everything().await;
    for (expected, answer) in [
        (50304, r#"{"attributes":"not json"}"#),
        (50304, r#"{"attributes":{"k":1}}"#),
        (20001, r#"{"body":7}"#),
    ] {
        receiver.reply("/pre", [Reply::Respond(OK, answer)]);
        assert_eq!(code(room.message("x").await), Some(expected), "{answer}");
    }
    let long: &'static str = format!(r#"{{"body":"{}"}}"#, "x".repeat(32 * 1024 + 1)).leak();
    receiver.reply("/pre", [Reply::Respond(OK, long)]);
    assert_eq!(code(room.message("x").await), Some(50504));
    assert_eq!(room.below().messages().list().await.unwrap().messages, []);
}

#[tokio::test]
async fn an_answer_is_held_to_what_phones_can_take() {
    let (_stack, _, receiver, room) = with_webhooks_for_everything().await;
    let phone = room.below().participants().create().address("+15005550006");
    let phone = phone.proxy_address("+15005550001").webhook_enabled().await.unwrap();
    let long: &'static str = format!(r#"{{"body":"{}"}}"#, "x".repeat(1601)).leak();
    receiver.reply("/pre", [Reply::Respond(OK, long)]);
    assert_eq!(code(room.message("x").await), Some(50504));
    // Anyone who becomes the author on the phone gets no receipt, and is known as a participant.
    receiver.reply("/pre", [Reply::Respond(OK, r#"{"author":"+15005550006"}"#)]);
    let sent = room.message("x").author("ada").await.unwrap();
    assert_eq!(sent.participant_sid, Some(phone.sid));
    let receipts = room.below().message(sent.sid).receipts().list().await.unwrap();
    assert_eq!(receipts.delivery_receipts, []);
}

#[tokio::test]
async fn silence_and_absence_mean_consent() {
    let (_stack, client, receiver, room) = with_webhooks_for_everything().await;
    let webhooks = client.configuration().webhooks();
    // The address gives itself less than the five seconds it would have.
    let hasty = receiver.url("/pre#tt=100");
    webhooks.update().pre_webhook_url(hasty).await.unwrap();
    receiver.reply("/pre", [Reply::Silence]);
    let sent = room.message("silence").await.unwrap();
    assert_eq!(sent.body.as_deref(), Some("silence"));
    webhooks.update().pre_webhook_url("http://127.0.0.1:1/").await.unwrap();
    let sent = room.message("absence").await.unwrap();
    assert_eq!(sent.body.as_deref(), Some("absence"));
}

#[tokio::test]
async fn a_pre_event_webhook_times_out_after_five_seconds() {
    let (_stack, _, mut receiver, room) = with_webhooks_for_everything().await;
    receiver.reply("/pre", [Reply::Silence]);
    let started = Instant::now();
    let slow = async { (room.message("patience").await.unwrap(), started.elapsed()) };
    // The next request is answered while the first one waits.
    let other = async {
        receiver.next_request_with("EventType", "onMessageAdd").await;
        (room.message("haste").await.unwrap(), started.elapsed())
    };
    let ((slow, after), (other, before)) = tokio::join!(slow, other);
    let bodies = [&slow, &other].map(|it| it.body.as_deref());
    assert_eq!(bodies, [Some("patience"), Some("haste")]);
    assert!(after >= Duration::from_secs(5) && before < after, "{before:?}, {after:?}");
    assert_eq!([other.index, slow.index], [0, 1]);
}

#[tokio::test]
async fn pre_event_webhooks_need_the_header() {
    let (_stack, _, receiver, room) = with_webhooks_for_everything().await;
    receiver.reply("/pre", [Reply::Respond(StatusCode::FORBIDDEN, "")]);
    room.below().messages().create().body("quiet").await.unwrap();
}

#[tokio::test]
async fn a_client_goes_on_while_its_request_waits() {
    let (stack, _, mut receiver, room) = with_webhooks_for_everything().await;
    room.add("ada").await;
    let mut ada = stack.caller("ada").await;
    let path = format!("/Client/v2/Conversations/{}/Messages", room.sid);
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
