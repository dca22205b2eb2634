//! What HTTP itself promises, whatever is asked for.

use std::fmt::Write as _;

use e2e::{Answer, Stack, dial, soon};
use http::{HeaderMap, Method, StatusCode};
use insta::assert_snapshot;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::conversation;

const ALL: &str = "/v1/Conversations";

/// Headers that are not the same in every run.
const CHANGING: [&str; 1] = ["date"];

/// Status and headers, sorted by name.
fn head(answer: &Answer) -> String {
    let mut lines: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !CHANGING.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
        .collect();
    lines.sort();
    format!("{}\n{}\n", answer.status, lines.join("\n"))
}

fn request_id(headers: &HeaderMap) -> String {
    let id = headers.get("twilio-request-id").and_then(|id| id.to_str().ok());
    id.expect("every answer has an identifier").to_owned()
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_twilio() {
    let stack = Stack::frozen().await;
    let (rest, video) = (stack.rest(), stack.rest().host("video.twilio.com"));
    let mut said = String::new();
    for (method, path, body) in [
        (Method::POST, ALL, "UniqueName=room"),
        (Method::GET, "/v1/Conversations/room", ""),
        (Method::GET, "/v1/Conversations/nowhere", ""),
        (Method::PUT, ALL, ""),
        (Method::DELETE, "/v1/Conversations/room", ""),
        (Method::GET, "/v1/Rooms", ""),
        (Method::OPTIONS, "/v1/Conversations/nowhere", ""),
    ] {
        let rest = if path == "/v1/Rooms" { &video } else { &rest };
        let answer = rest.send(method.clone(), path, body).await;
        writeln!(said, "{method} {path}\n{}", head(&answer)).expect("a text takes everything");
    }
    let stranger = stack.rest().authorization(None).get(ALL).await;
    writeln!(said, "GET without credentials\n{}", head(&stranger)).expect("as above");
    assert_snapshot!(said);
}

#[tokio::test]
async fn request_identifiers_are_seeded_and_never_the_same() {
    let (one, other) = (Stack::frozen().await, Stack::frozen().await);
    let mut ids = Vec::new();
    for _ in 0..5 {
        let id = request_id(&one.rest().get(ALL).await.headers);
        assert_eq!(id, request_id(&other.rest().get(ALL).await.headers));
        assert!(id.starts_with("RQ") && id.len() == 34, "{id}");
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn head_tells_what_get_would_and_sends_no_body() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    for rest in [stack.rest(), stack.rest().over_http2()] {
        for path in [room.as_str(), ALL, "/v1/Conversations/nowhere", "/_emulator/v1/accounts"] {
            let get = rest.get(path).await;
            let head = rest.send(Method::HEAD, path, "").await;
            assert_eq!(head.status, get.status, "{path}");
            assert_eq!(head.headers["content-length"], get.body.len().to_string(), "{path}");
            assert_eq!(head.headers["content-type"], get.headers["content-type"], "{path}");
            assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
        }
    }
    let unknown = stack.rest().authorization(None).send(Method::HEAD, ALL, "").await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_browser_may_ask_first_without_credentials() {
    let stack = Stack::frozen().await;
    let answer = stack.rest().authorization(None).send(Method::OPTIONS, ALL, "").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn http_2_is_spoken_on_the_same_port() {
    let stack = Stack::frozen().await;
    let rest = stack.rest().over_http2();
    let room = conversation(&rest, "Room").await;
    // Many at once share the connection.
    let answers = futures_util::future::join_all((0..50).map(|_| rest.get(&room))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
    assert_eq!(answers[0].body, stack.rest().get(&room).await.body);
    // A WebSocket on the same port is none of its business.
    drop(dial(stack.emulator().address()).await);
}

#[tokio::test]
async fn one_connection_serves_one_request_after_the_other() {
    let stack = Stack::frozen().await;
    let address = stack.emulator().address();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let ask = "GET /_emulator/v1/health HTTP/1.1\r\nhost: x\r\n\r\n";
    // Two in one go, answered in order, and a third after that.
    stream.write_all(ask.repeat(2).as_bytes()).await.expect("room to write");
    let mut said = String::new();
    hear(&mut stream, &mut said, 2).await;
    stream.write_all(ask.as_bytes()).await.expect("room to write");
    hear(&mut stream, &mut said, 3).await;
    assert_eq!(said.matches("HTTP/1.1 200 OK").count(), 3, "{said}");
    // HTTP/1.0: the connection is closed after the response.
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(b"GET /_emulator/v1/health HTTP/1.0\r\n\r\n").await.expect("room to write");
    let mut said = String::new();
    soon("the end", stream.read_to_string(&mut said)).await.expect("a text");
    assert!(said.starts_with("HTTP/1.0 200 OK"), "{said}");
}

/// Reads until so many answers were heard.
async fn hear(stream: &mut TcpStream, said: &mut String, answers: usize) {
    let mut buffer = [0; 4096];
    while said.matches("\"status\":\"ok\"").count() < answers {
        let read = soon("an answer", stream.read(&mut buffer)).await.expect("bytes");
        assert!(read > 0, "hung up after {said}");
        said.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}
