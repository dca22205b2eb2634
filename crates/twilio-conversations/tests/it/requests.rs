//! What goes over the wire for each operation.

use http::Method;
use serde_json::{Value, json};
use twilio_conversations::jiff::{SignedDuration, Timestamp};
use twilio_wire::{rest::conversation::State, video::room};

use crate::{
    sample,
    server::{Reply, Server},
};

#[tokio::test]
async fn a_fetch_escapes_the_name_and_carries_the_credentials() {
    let server = Server::start(|_| vec![Reply::Json(200, sample::conversation(1))]).await;
    let room = server.client().conversations().fetch("My Room/ü+%?#").await.unwrap();
    assert_eq!(room.friendly_name.as_deref(), Some("Room 1"));

    let asked = server.asked();
    assert_eq!(asked[0].method, Method::GET);
    assert_eq!(asked[0].uri, "/v1/Conversations/My%20Room%2F%C3%BC%2B%25%3F%23");
    assert_eq!(asked[0].headers["authorization"], "Basic U0stbmFtZTp0aGUgc2VjcmV0");
    assert_eq!(asked[0].headers["accept"], "application/json");
}

#[tokio::test]
async fn a_conversation_is_made_by_a_form() {
    let server = Server::start(|_| vec![Reply::Json(201, sample::conversation(1))]).await;
    let create = server.client().conversations().create();
    create.friendly_name("My Room").unique_name("ü & co").await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].method, Method::POST);
    assert_eq!(asked[0].uri, "/v1/Conversations");
    assert_eq!(asked[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked[0].body, "FriendlyName=My+Room&UniqueName=%C3%BC+%26+co");
}

#[tokio::test]
async fn a_participant_is_added_below_its_conversation() {
    let server = Server::start(|_| vec![Reply::Json(201, sample::participant("alice"))]).await;
    let participants = server.client().conversation("lobby").participants();
    let added = participants.create().identity("alice").await.unwrap();
    assert_eq!(added.identity.as_deref(), Some("alice"));

    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/lobby/Participants");
    assert_eq!(asked[0].body, "Identity=alice");
}

#[tokio::test]
async fn a_message_is_put_below_its_conversation() {
    let server = Server::start(|_| vec![Reply::Json(201, sample::message(0, "hi"))]).await;
    let messages = server.client().conversation("lobby").messages();
    let sent = messages.create().body("hi").await.unwrap();
    assert_eq!((sent.index, sent.body.as_deref()), (0, Some("hi")));

    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/lobby/Messages");
    assert_eq!(asked[0].body, "Body=hi");
}

#[tokio::test]
async fn typed_parameters_are_written_as_twilio_reads_them() {
    let server = Server::start(|_| vec![Reply::Json(200, sample::conversation(1))]).await;
    let at: Timestamp = "2024-06-01T12:00:00.25Z".parse().unwrap();
    let update = server.client().conversations().update("lobby");
    let update = update
        .attributes(&json!({ "a": 1 }))
        .state(State::Unknown("frozen".to_owned()))
        .timers_closed(SignedDuration::from_mins(90))
        .date_created(at);
    update.webhook_enabled().await.unwrap();

    let asked = server.asked();
    assert_eq!(
        asked[0].body,
        "Attributes=%7B%22a%22%3A1%7D&State=frozen&Timers.Closed=PT1H30M\
         &DateCreated=2024-06-01T12%3A00%3A00.25Z"
    );
    assert_eq!(asked[0].headers["x-twilio-webhook-enabled"], "true");
}

#[tokio::test]
async fn a_cleared_number_is_sent_empty() {
    let answer = || Reply::Json(200, sample::participant("alice"));
    let server = Server::start(|_| vec![answer(), answer()]).await;
    let participants = server.client().conversation("lobby").participants();
    participants.update("alice").last_read_message_index(7).await.unwrap();
    participants.update("alice").last_read_message_index(None).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].body, "LastReadMessageIndex=7");
    assert_eq!(asked[1].body, "LastReadMessageIndex=");
}

#[tokio::test]
async fn calls_in_a_service_name_it_and_are_named_for_it() {
    let server = Server::start(|_| vec![Reply::Text(204, "")]).await;
    let service = format!("IS{:032x}", 1).parse().unwrap();
    let user = server.client().service(service).user("alice");
    let delete = user.conversations().delete("lobby");
    assert_eq!(delete.operation(), "DeleteServiceUserConversation");
    delete.await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].method, Method::DELETE);
    let path = format!("/v1/Services/{service}/Users/alice/Conversations/lobby");
    assert_eq!(asked[0].uri, path.as_str());
    assert!(!asked[0].headers.contains_key("content-type"));
}

#[tokio::test]
async fn every_parameter_can_be_set_at_once_in_the_form_of_the_wire() {
    let server = Server::start(|_| vec![Reply::Text(500, "oops")]).await;
    let form = room::Create {
        video_codecs: vec!["VP8".to_owned(), "H264".to_owned()],
        ..room::Create::default()
    };
    let create = server.client().video().rooms().create().request(form).max_participants(4);
    create.await.unwrap_err();
    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Rooms");
    assert_eq!(asked[0].body, "MaxParticipants=4&VideoCodecs=VP8&VideoCodecs=H264");
}

#[tokio::test]
async fn participants_of_a_new_conversation_are_json_texts() {
    let server = Server::start(|_| vec![Reply::Json(202, sample::conversation(1))]).await;
    let create = server.client().conversations().create_with_participants();
    let create = create.friendly_name("Room").participant(&json!({ "identity": "alice" }));
    create.participant(&Value::Null).await.unwrap();
    let body = "FriendlyName=Room&Participant=%7B%22identity%22%3A%22alice%22%7D&Participant=null";
    assert_eq!(server.asked()[0].body, body);
}
