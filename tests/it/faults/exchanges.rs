//! Faults of REST and media.

use std::{io::ErrorKind, time::Duration};

use e2e::{Stack, soon};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{acted, add, entry, rule};

const CONVERSATIONS: &str = "/v1/Conversations";

/// A new connection on which conversations were asked for.
async fn ask(stack: &Stack) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(stack.emulator().address()).await?;
    let known = stack.emulator().credentials();
    let authorization = e2e::basic(&known.account_sid.to_string(), &known.auth_token);
    let request = format!(
        "GET {CONVERSATIONS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: {authorization}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// What comes on a new connection after a request for conversations.
async fn raw(stack: &Stack) -> std::io::Result<String> {
    let mut stream = ask(stack).await?;
    let mut answer = String::new();
    soon("an end", stream.read_to_string(&mut answer)).await?;
    Ok(answer)
}

async fn count(stack: &Stack) -> usize {
    let listed = stack.rest().get(CONVERSATIONS).await.json();
    listed["conversations"].as_array().expect("conversations").len()
}

/// A rule about the creation of conversations.
fn of_creation(effect: &Value) -> Value {
    json!({ "match": { "operation": "CreateConversation" }, "effect": effect, "count": 1 })
}

#[tokio::test]
async fn an_error_is_answered_as_often_as_it_may() {
    let stack = Stack::frozen().await;
    let effect = json!({ "status": 429, "code": 20429, "message": "slower", "retry_after_s": 3 });
    let id = add(&stack, of_creation(&effect)).await;
    let form = [("UniqueName", "lobby")];
    let refused = stack.rest().post(CONVERSATIONS, &form).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, 20429), "{refused}");
    assert_eq!(refused.headers["retry-after"], "3");
    assert!(refused.headers.contains_key("twilio-request-id"));
    assert_eq!(refused.text("message"), "slower");
    assert_eq!(count(&stack).await, 0, "it was not carried out");
    assert_eq!(stack.rest().post(CONVERSATIONS, &form).await.status, StatusCode::CREATED);
    let rule = rule(&stack, id).await;
    assert_eq!((&rule["acted"], &rule["ended"]), (&json!(1), &json!(true)));
    let entry = entry(&stack, json!({ "rule": id })).await;
    assert_eq!((&entry["status"], &entry["fault"]["rule"]), (&json!(429), &json!(id)));
    assert_eq!(entry["fault"]["effect"]["retry_after_s"], 3);
    assert_eq!(entry["request"]["body"], json!({ "UniqueName": "lobby" }));
}

#[tokio::test]
async fn the_nth_request_alone_fails() {
    let stack = Stack::frozen().await;
    let matching = json!({ "side": "rest", "method": "get", "path": "/v1/Conv*", "nth": 2 });
    add(&stack, json!({ "match": matching, "effect": { "status": 500 } })).await;
    let mut story = Vec::new();
    for _ in 0..4 {
        story.push(stack.rest().get(CONVERSATIONS).await.status.as_u16());
    }
    assert_eq!(story, [200, 500, 200, 200]);
}

#[tokio::test]
async fn an_answer_can_get_lost_after_the_request_was_carried_out() {
    let stack = Stack::frozen().await;
    add(&stack, of_creation(&json!({ "status": 503, "at": "answer" }))).await;
    let form = [("UniqueName", "lobby")];
    assert_eq!(stack.rest().post(CONVERSATIONS, &form).await.status, 503);
    assert_eq!(count(&stack).await, 1);
    assert_eq!(stack.rest().post(CONVERSATIONS, &form).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn connections_are_reset_closed_or_kept_silent() {
    let stack = Stack::frozen().await;
    let fault = |name: &str| {
        let matching = json!({ "operation": "ListConversation" });
        json!({ "match": matching, "effect": { "fault": name }, "count": 1 })
    };
    let id = add(&stack, fault("connection_reset")).await;
    let lost = raw(&stack).await.expect_err("no answer");
    assert_eq!(lost.kind(), ErrorKind::ConnectionReset, "{lost}");
    let entry = entry(&stack, json!({ "rule": id })).await;
    assert_eq!((&entry["response"], &entry["status"]), (&Value::Null, &Value::Null), "{entry}");
    add(&stack, fault("empty_answer")).await;
    assert_eq!(raw(&stack).await.expect("an end"), "");
    add(&stack, fault("malformed_answer")).await;
    let malformed = raw(&stack).await.expect("an answer");
    let (head, body) = malformed.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(!body.is_empty() && serde_json::from_str::<Value>(body).is_err(), "{body}");
    let silent = add(&stack, fault("half_open")).await;
    let waiting = stack.rest();
    let others = async {
        super::entry(&stack, json!({ "rule": silent })).await;
        assert_eq!(stack.rest().get(CONVERSATIONS).await.status, 200, "other connections go on");
        drop(stack);
    };
    let (answer, ()) = tokio::join!(waiting.get(CONVERSATIONS), others);
    assert_eq!(answer.status, 503, "nothing else comes before the emulator stops: {answer}");
}

#[tokio::test]
async fn a_request_whose_client_does_not_wait_for_its_fault_is_in_the_journal() {
    let stack = Stack::frozen().await;
    let matching = json!({ "operation": "ListConversation" });
    let delay = json!({ "delay": { "type": "fixed", "ms": 60_000 } });
    let id = add(&stack, json!({ "match": matching, "effect": delay })).await;
    let stream = ask(&stack).await.expect("a connection");
    acted(&stack, id).await;
    drop(stream);
    let entry = entry(&stack, json!({ "rule": id })).await;
    assert_eq!((&entry["response"], &entry["status"]), (&Value::Null, &Value::Null), "{entry}");
    assert_eq!(entry["path"], CONVERSATIONS);
}

#[tokio::test]
async fn an_emulator_stops_while_a_client_waits_in_vain() {
    let stack = Stack::frozen().await;
    add(&stack, json!({ "match": { "side": "rest" }, "effect": { "fault": "half_open" } })).await;
    let rest = stack.rest();
    let answered = rest.get(CONVERSATIONS);
    let stopped = async {
        entry(&stack, json!({ "rule": 1 })).await;
        drop(stack);
    };
    let (answer, ()) = tokio::join!(answered, stopped);
    assert_eq!(answer.status, 503);
}

#[tokio::test]
async fn delays_follow_the_clock_of_the_emulator() {
    let stack = Stack::frozen().await;
    let delay = json!({ "type": "uniform", "lower_ms": 60_000, "upper_ms": 90_000 });
    let id = add(&stack, of_creation(&json!({ "delay": delay }))).await;
    let rest = stack.rest();
    let mut created = std::pin::pin!(rest.post(CONVERSATIONS, &[]));
    let waits = async {
        acted(&stack, id).await;
        stack.advance(Duration::from_secs(59));
        assert_eq!(count(&stack).await, 0);
    };
    tokio::select! {
        answer = &mut created => panic!("it did not wait: {answer}"),
        () = waits => {}
    }
    stack.advance(Duration::from_secs(31));
    assert_eq!(created.await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_answer_comes_as_slowly_as_it_is_to() {
    let stack = Stack::frozen().await;
    let whole = raw(&stack).await.expect("an answer");
    let (_, whole) = whole.split_once("\r\n\r\n").expect("a head");
    let effect = json!({ "bytes_per_second": whole.len() - 1 });
    let matching = json!({ "operation": "ListConversation" });
    add(&stack, json!({ "match": matching, "effect": effect })).await;
    let mut stream = ask(&stack).await.expect("a connection");
    let (mut answer, mut part) = (String::new(), [0; 4096]);
    let body = |answer: &str| answer.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
    while body(&answer) < whole.len() - 1 {
        let read = soon("a part", stream.read(&mut part)).await.expect("a part");
        assert!(read > 0, "it ends too early: {answer}");
        answer.push_str(std::str::from_utf8(&part[..read]).expect("a text"));
    }
    assert_eq!(body(&answer), whole.len() - 1, "the last byte has to wait");
    stack.advance(Duration::from_secs(1));
    soon("the rest", stream.read_to_string(&mut answer)).await.expect("the rest");
    assert!(answer.ends_with(whole), "{answer}");
}

#[tokio::test]
async fn uploads_of_media_fail_as_rest_does() {
    let stack = Stack::frozen().await;
    add(&stack, json!({ "match": { "side": "media" }, "effect": { "status": 507 }, "count": 1 }))
        .await;
    let path = format!("/v1/Services/{}/Media", stack.service());
    let (rest, text) = (stack.rest(), [("content-type", "text/plain")]);
    let upload = || rest.send_with(Method::POST, &path, &text, "hi");
    // The error reaches a client that sends much, too.
    let refused = rest.send_with(Method::POST, &path, &text, "much ".repeat(1_000_000)).await;
    assert_eq!(refused.status, 507, "{refused}");
    assert_eq!(refused.headers["access-control-allow-origin"], "*");
    assert_eq!(upload().await.status, StatusCode::CREATED);
    let id =
        add(&stack, json!({ "match": { "side": "media" }, "effect": { "fault": "half_open" } }))
            .await;
    let noted = async {
        entry(&stack, json!({ "side": "media", "rule": id })).await;
        drop(stack);
    };
    let (answer, ()) = tokio::join!(upload(), noted);
    assert_eq!(answer.status, 503, "nothing else comes before the emulator stops: {answer}");
}

#[tokio::test]
async fn http_2_gets_errors_too() {
    let stack = Stack::frozen().await;
    let matching = json!({ "operation": "ListConversation" });
    add(&stack, json!({ "match": matching, "effect": { "status": 418 }, "count": 1 })).await;
    let rest = stack.rest().over_http2();
    assert_eq!(rest.get(CONVERSATIONS).await.status, 418);
    assert_eq!(rest.get(CONVERSATIONS).await.status, 200);
}
