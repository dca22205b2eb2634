//! What goes over the wire for each operation.

use http::Method;
use twilio_wire::rest::{conversation, message, participant};

use crate::{
    sample,
    server::{Reply, Server},
};

#[tokio::test]
async fn a_fetch_escapes_the_name_and_carries_the_credentials() {
    let server = Server::start(|_| vec![Reply::Json(200, sample::conversation(1))]).await;
    let room = server.client().conversation("My Room/ü+%?#").await.unwrap();
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
    let form = conversation::Form {
        friendly_name: Some("My Room".to_owned()),
        unique_name: Some("ü & co".to_owned()),
        ..conversation::Form::default()
    };
    server.client().create_conversation(&form).await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].method, Method::POST);
    assert_eq!(asked[0].uri, "/v1/Conversations");
    assert_eq!(asked[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked[0].body, "FriendlyName=My+Room&UniqueName=%C3%BC+%26+co");
}

#[tokio::test]
async fn a_participant_is_added_below_its_conversation() {
    let server = Server::start(|_| vec![Reply::Json(201, sample::participant("alice"))]).await;
    let form =
        participant::Form { identity: Some("alice".to_owned()), ..participant::Form::default() };
    let added = server.client().add_participant("lobby", &form).await.unwrap();
    assert_eq!(added.identity.as_deref(), Some("alice"));

    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/lobby/Participants");
    assert_eq!(asked[0].body, "Identity=alice");
}

#[tokio::test]
async fn a_message_is_put_below_its_conversation() {
    let server = Server::start(|_| vec![Reply::Json(201, sample::message(0, "hi"))]).await;
    let form = message::Form { body: Some("hi".to_owned()), ..message::Form::default() };
    let sent = server.client().create_message("lobby", &form).await.unwrap();
    assert_eq!((sent.index, sent.body.as_deref()), (0, Some("hi")));

    let asked = server.asked();
    assert_eq!(asked[0].uri, "/v1/Conversations/lobby/Messages");
    assert_eq!(asked[0].body, "Body=hi");
}
