//! The frames of one socket.

use fake_video::{Config, Event, Output, SignalingConnection, close_code};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use twilio_wire::signaling::{ClientMessage, Iced, ServerMessage};

const ICE: &str = r#"{"type":"ice","version":1,"token":"t"}"#;

fn after(seconds: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs_f64(seconds)
}

fn connection() -> SignalingConnection {
    SignalingConnection::new(Config::default(), after(0.0))
}

fn outputs(connection: &mut SignalingConnection) -> Vec<String> {
    let name = |output| match output {
        Output::Send(text) => text,
        Output::Event(Event::Bye) => "bye".to_owned(),
        Output::Event(Event::Message(message)) => {
            let is_ice = matches!(*message, ClientMessage::Ice(_));
            if is_ice { "ice".to_owned() } else { format!("{message:?}") }
        }
        Output::Close(code) => format!("close {code}"),
    };
    std::iter::from_fn(|| connection.poll()).map(name).collect()
}

const WELCOME: &str = r#"{"type":"welcome","negotiatedTimeout":5000}"#;

#[test]
fn hello_brings_the_first_request_along() {
    let mut connection = connection();
    connection.handle_text(
        &format!(r#"{{"type":"hello","id":"x","timeout":5000,"body":{ICE}}}"#),
        after(0.0),
    );
    assert_eq!(outputs(&mut connection), [WELCOME, "ice"]);
}

#[test]
fn older_clients_ask_after_the_welcome() {
    let mut connection = connection();
    connection.handle_text(r#"{"type":"hello","id":"x","timeout":5000}"#, after(0.0));
    connection.handle_text(&format!(r#"{{"type":"msg","body":{ICE}}}"#), after(0.1));
    assert_eq!(outputs(&mut connection), [WELCOME, "ice"]);
}

#[test]
fn nothing_is_sent_before_the_welcome() {
    let mut connection = connection();
    connection.send(ServerMessage::Iced(Iced::new(Vec::new())));
    assert!(outputs(&mut connection).is_empty());
    connection.handle_text(&format!(r#"{{"type":"msg","body":{ICE}}}"#), after(0.0));
    assert!(outputs(&mut connection)[0].contains(r#""type":"bad""#));
}

#[test]
fn heartbeats_are_sent_beside_other_frames() {
    let mut connection = connection();
    connection.handle_text(r#"{"type":"hello"}"#, after(0.0));
    outputs(&mut connection);
    for beat in 1..=4 {
        let at = after(2.5 * f64::from(beat));
        connection.handle_text(r#"{"type":"heartbeat"}"#, at);
        assert_eq!(connection.deadline(), Some(at));
        connection.send(ServerMessage::Iced(Iced::new(Vec::new())));
        connection.handle_timeout(at);
        assert_eq!(outputs(&mut connection).last().unwrap(), r#"{"type":"heartbeat"}"#);
    }
}

#[test]
fn a_silent_client_is_dropped_but_not_as_if_it_had_left() {
    let mut connection = connection();
    connection.handle_text(r#"{"type":"hello"}"#, after(0.0));
    connection.handle_timeout(after(15.0));
    assert_eq!(outputs(&mut connection).last().unwrap(), "close 1001");
    assert_eq!(connection.deadline(), None);
}

#[test]
fn a_client_without_manners_is_dropped() {
    let mut connection = connection();
    connection.handle_timeout(after(15.0));
    assert_eq!(outputs(&mut connection), [format!("close {}", close_code::POLICY)]);
}

#[test]
fn after_bye_the_client_or_the_server_closes() {
    let mut connection = connection();
    connection.handle_text(r#"{"type":"hello"}"#, after(0.0));
    connection.handle_text(r#"{"type":"bye"}"#, after(1.0));
    assert_eq!(outputs(&mut connection), [WELCOME, "bye"]);
    connection.handle_timeout(after(6.0));
    assert_eq!(outputs(&mut connection), ["close 1000"]);
}

#[test]
fn a_message_without_its_members_is_an_error() {
    let mut connection = connection();
    connection.handle_text(r#"{"type":"hello"}"#, after(0.0));
    connection.handle_text(r#"{"type":"msg","body":{"type":"connect"}}"#, after(0.1));
    assert!(outputs(&mut connection)[1].contains("53004"));
}

#[test]
fn a_frame_that_is_too_long_closes_the_connection() {
    let mut connection = connection();
    connection.handle_text(&"x".repeat(1024 * 1024 + 1), after(0.0));
    assert_eq!(outputs(&mut connection), ["close 1009"]);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(texts in prop::collection::vec(strange(), 1..20)) {
        let mut connection = connection();
        for text in texts {
            connection.handle_text(&text, after(1.0));
        }
        connection.handle_timeout(after(2.0));
        outputs(&mut connection);
    }
}

fn strange() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        Just(r#"{"type":"hello"}"#.to_owned()),
        "[a-z]{0,10}".prop_map(|kind| format!(r#"{{"type":"{kind}"}}"#)),
        any::<String>().prop_map(|body| format!(r#"{{"type":"msg","body":{{"type":{body:?}}}}}"#)),
        "(update|connect|sync|disconnect|ice)".prop_map(|kind| format!(
            r#"{{"type":"msg","body":{{"type":"{kind}","session":null}}}}"#
        )),
    ]
}
