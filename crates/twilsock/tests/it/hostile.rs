//! A server that is spoken to in the wrong way.

use bytes::Bytes;
use jiff::Timestamp;
use proptest::{collection::vec, prelude::*};
use twilio_wire::twilsock::{Header, HttpRequest, Method, Secret};
use twilsock::{
    Frame, FrameId, Output,
    server::{Accepted, Config, Connection, Event},
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn open() -> Connection {
    let mut server = Connection::new(Config::seeded(1), NOW);
    server.handle_message(&init("TM-init"), NOW);
    server.accept(&FrameId::from("TM-init"), accepted(), NOW);
    while server.poll().is_some() {}
    server
}

fn accepted() -> Accepted {
    Accepted { continuation_token: "c".into(), reissue: None, expires_at: Timestamp::MAX }
}

fn init(id: &str) -> Bytes {
    Frame::new(Header { token: Some(Secret::new("t")), ..Header::new(Method::Init, id) }).encode()
}

fn bare(method: &str) -> Bytes {
    Frame::new(Header::new(Method::from(method), "TM-x")).encode()
}

/// All outputs, in words; frames by their method and status.
fn drain(server: &mut Connection) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(output) = server.poll() {
        seen.push(match output {
            Output::Send(message) => {
                let frame = Frame::decode(&message).unwrap();
                let status = frame.header.http_status.map(|status| status.code);
                let code = frame.header.status.map(|status| status.code);
                format!("{} {code:?} {status:?}", frame.header.method.as_str())
            }
            Output::Event(Event::Init { .. }) => "init".to_owned(),
            Output::Event(Event::Update { .. }) => "update".to_owned(),
            Output::Event(Event::Request { request, .. }) => request.uri().to_string(),
            Output::Event(Event::Closed) => "closed".to_owned(),
            Output::Close(code) => format!("close {code}"),
        });
    }
    seen
}

#[test]
fn before_init_everything_else_is_unauthorized() {
    for method in ["message", "update", "ping", "put_notification_ctx", "whatever"] {
        let mut server = Connection::new(Config::default(), NOW);
        server.handle_message(&bare(method), NOW);
        assert_eq!(drain(&mut server), ["reply Some(401) None"], "{method}");
    }
}

#[test]
fn an_init_without_a_token_is_refused_by_the_machine() {
    let mut server = Connection::new(Config::default(), NOW);
    server.handle_message(&bare("init"), NOW);
    assert_eq!(drain(&mut server), ["reply Some(401) None"]);
    server.handle_message(&init("TM-2"), NOW);
    assert_eq!(drain(&mut server), [""; 0]);
    server.handle_timeout(server.deadline().unwrap());
    assert_eq!(drain(&mut server), ["close 1000"]);
    assert_eq!(server.deadline(), None);
}

#[test]
fn a_second_init_is_a_bad_request_and_changes_nothing() {
    let mut server = open();
    server.handle_message(&init("TM-2"), NOW);
    assert_eq!(drain(&mut server), ["reply Some(400) None"]);
    server.accept(&FrameId::from("TM-2"), accepted(), NOW);
    assert_eq!(drain(&mut server), [""; 0]);
}

#[test]
fn requests_that_the_sdk_never_sends_get_an_answer() {
    let cases = [
        ("ping", "reply Some(200) None"),
        ("put_notification_ctx", "reply Some(200) None"),
        ("delete_notification_ctx", "reply Some(200) None"),
        ("notification", "reply Some(400) None"),
        ("sing", "reply Some(400) None"),
        ("update", "reply Some(401) None"),
        ("message", "reply Some(200) Some(400)"),
    ];
    for (method, expected) in cases {
        let mut server = open();
        server.handle_message(&bare(method), NOW);
        assert_eq!(drain(&mut server), [expected], "{method}");
    }
    for method in ["reply", "telemetry.v1"] {
        let mut server = open();
        server.handle_message(&bare(method), NOW);
        assert_eq!(drain(&mut server), [""; 0], "{method}");
    }
}

#[test]
fn a_second_update_waits_for_the_first() {
    let update = |id: &str| {
        let header = Header { token: Some("t".into()), ..Header::new(Method::Update, id) };
        Frame::new(header).encode()
    };
    let mut server = open();
    server.handle_message(&update("TM-1"), NOW);
    server.handle_message(&update("TM-2"), NOW);
    assert_eq!(drain(&mut server), ["update", "reply Some(409) None"]);
    server.accept(&FrameId::from("TM-1"), accepted(), NOW);
    server.handle_message(&update("TM-3"), NOW);
    assert_eq!(drain(&mut server), ["reply Some(200) None", "update"]);
}

#[test]
fn a_decision_about_an_update_after_the_end_changes_nothing() {
    let header = Header { token: Some("t".into()), ..Header::new(Method::Update, "TM-1") };
    let update = Frame::new(header).encode();
    let id = FrameId::from("TM-1");
    for accept in [true, false] {
        let mut server = open();
        server.handle_message(&update, NOW);
        server.handle_message(&bare("close"), NOW);
        assert_eq!(drain(&mut server), ["update", "closed", "close 1000"]);
        if accept {
            server.accept(&id, accepted(), NOW);
        } else {
            server.reject(&id, twilsock::server::ReplyError::token_expired(), NOW);
        }
        assert_eq!(drain(&mut server), [""; 0]);
        assert_eq!(server.deadline(), None);
    }
}

#[test]
fn messages_that_are_not_frames_end_the_connection() {
    let cases = [
        (Bytes::from("GET / HTTP/1.1\r\n"), &["close Some(406) None", "close 1000"][..]),
        (Bytes::from("TWILSOCK V3.0 2\r\n{}\r\n"), &["close Some(417) None", "close 1000"]),
        (Bytes::from("TWILSOCK V3.0 900\r\n{}\r\n"), &["close Some(417) None", "close 1000"]),
        (Bytes::from(vec![b'x'; 1024 * 1024 + 1]), &["close 1009"]),
    ];
    for (message, expected) in cases {
        let mut server = open();
        server.handle_message(&message, NOW);
        assert_eq!(drain(&mut server), expected);
        server.handle_message(&message, NOW);
        server.reply(&FrameId::from("late"), http::Response::new(Bytes::new()));
        server.push(Bytes::from("late"));
        assert_eq!(drain(&mut server), [""; 0]);
    }
}

#[test]
fn text_messages_are_ignored_but_count_as_life() {
    let mut server = open();
    let seconds = |count| NOW + jiff::SignedDuration::from_secs(count);
    server.handle_timeout(seconds(60));
    assert_eq!(drain(&mut server), ["ping None None"]);
    server.handle_text();
    server.handle_timeout(seconds(100));
    assert_eq!(drain(&mut server), ["ping None None"], "the first ping counts as answered");
    server.handle_timeout(seconds(140));
    assert_eq!(drain(&mut server), ["close 1001"], "the second does not");
}

#[test]
fn requests_that_are_not_http_are_bad_requests() {
    let request = |host: &str, path: &str, method: &str, header: &str| HttpRequest {
        host: host.to_owned(),
        path: path.to_owned(),
        method: method.to_owned(),
        params: vec![("a".to_owned(), "b".to_owned())].into(),
        headers: vec![(header.to_owned(), "x".to_owned())].into(),
    };
    let cases = [
        request("", "/p", "GET", "a"),
        request("h h", "/p", "GET", "a"),
        request("h", "", "GET", "a"),
        request("h", "p", "GET", "a"),
        request("h", "/p q", "GET", "a"),
        request("h", "/p#q", "GET", "a"),
        request("h", "/p?q", "GET", "a"),
        request("h", "/p", "G T", "a"),
        request("h", "/p", "GET", "a b"),
        request("h", "/p", "GET", ""),
        request("h", &"/p".repeat(33_000), "GET", "a"),
    ];
    for http_request in cases {
        let shown = format!("{http_request:.80?}");
        let header =
            Header { http_request: Some(http_request), ..Header::new(Method::Message, "TM-r") };
        let mut server = open();
        server.handle_message(&Frame::new(header).encode(), NOW);
        let seen = drain(&mut server);
        let too_long = seen == ["close Some(417) None", "close 1000"];
        assert!(too_long || seen == ["reply Some(200) Some(400)"], "{shown} {seen:?}");
    }
}

proptest! {
    #[test]
    fn any_sequence_of_messages_leaves_the_machine_sane(
        steps in vec((0_usize..9, 0_i64..40, vec(any::<u8>(), 0..40)), 0..30),
    ) {
        let mut server = Connection::new(Config::seeded(2), NOW);
        let mut now = NOW;
        let mut over = false;
        for (kind, seconds, noise) in steps {
            now += jiff::SignedDuration::from_secs(seconds);
            match kind {
                0 => server.handle_message(&init("TM-init"), now),
                1 => server.handle_message(&bare("message"), now),
                2 => server.handle_message(&bare("close"), now),
                3 => server.handle_message(&bare("reply"), now),
                4 => server.handle_message(&Bytes::from(noise), now),
                5 => server.accept(&FrameId::from("TM-init"), accepted(), now),
                6 => server.reject(&FrameId::from("TM-init"), twilsock::server::ReplyError::token_expired(), now),
                7 => server.close(twilsock::server::Close::offload(None)),
                _ => server.handle_timeout(now),
            }
            for output in std::iter::from_fn(|| server.poll()) {
                prop_assert!(!over, "something came after the hang-up");
                over = matches!(output, Output::Close(_));
            }
            prop_assert!(!over || server.deadline().is_none());
            prop_assert!(over || server.deadline().is_some(), "a live connection always waits for something");
        }
    }
}
