//! `X-Emulator-Fault`: a fault that a request brings along for itself alone.

use e2e::{Answer, Stack, soon};
use http::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    client_async,
    tungstenite::{ClientRequestBuilder, Error, Message},
};

use super::{add, entry};

const CONVERSATIONS: &str = "/v1/Conversations";
const FAULT: &str = "X-Emulator-Fault";

async fn with(stack: &Stack, headers: &[(&str, &str)]) -> Answer {
    stack.rest().send_with(Method::GET, CONVERSATIONS, headers, "").await
}

#[tokio::test]
async fn a_request_brings_its_own_fault_and_no_other_suffers() {
    let stack = Stack::frozen().await;
    add(&stack, json!({ "match": { "side": "rest", "nth": 2 }, "effect": { "status": 500 } }))
        .await;
    let effect = r#"{"status": 429, "retry_after_s": 1}"#;
    assert_eq!(with(&stack, &[]).await.status, 200);
    assert_eq!(with(&stack, &[(FAULT, effect)]).await.status, 429);
    // No rule has counted it.
    assert_eq!(with(&stack, &[]).await.status, 500);
    let entry = entry(&stack, json!({ "status": 429 })).await;
    let shown = json!({ "effect": { "status": 429, "retry_after_s": 1 } });
    assert_eq!(entry["fault"], shown, "{entry}");
    let path = format!("/v1/Services/{}/Media", stack.service());
    let headers = [(FAULT, r#"{"status": 507}"#), ("content-type", "text/plain")];
    let upload = stack.rest().send_with(Method::POST, &path, &headers, "hi").await;
    assert_eq!(upload.status, 507);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let stack = Stack::frozen().await;
    for (effect, reason) in [
        ("503", "invalid type"),
        ("{", "EOF"),
        ("{}", "a delay, an action, or both"),
        (r#"{"status": 200}"#, "status lies between 400 and 599"),
        (r#"{"close_code": 1013}"#, "does not act on such a request"),
    ] {
        let answer = with(&stack, &[(FAULT, effect)]).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001), "{effect} {answer}");
        assert!(answer.text("message").contains(reason), "{effect} {answer}");
    }
    let twice = [(FAULT, r#"{"status": 503}"#), (FAULT, r#"{"status": 503}"#)];
    assert_eq!(with(&stack, &twice).await.status, 400);
}

#[tokio::test]
async fn the_header_is_as_closed_as_the_control_api() {
    let fault = (FAULT, r#"{"status": 503}"#);
    let stack = Stack::frozen_with(fake_twilio::Builder::no_control).await;
    assert_eq!(with(&stack, &[fault]).await.status, 200);
    let token = "open-sesame";
    let stack = Stack::frozen_with(|it| it.control_token(token.parse().expect("a secret"))).await;
    assert_eq!(with(&stack, &[fault]).await.status, 401);
    assert_eq!(with(&stack, &[fault, ("X-Emulator-Token", "closed")]).await.status, 401);
    assert_eq!(with(&stack, &[fault, ("X-Emulator-Token", token)]).await.status, 503);
    let bearer = stack.rest().authorization(Some(&format!("Bearer {token}")));
    let journal = bearer.get("/_emulator/v1/journal").await;
    assert_eq!(journal.status, 200, "{journal}");
    assert!(!String::from_utf8_lossy(&journal.body).contains(token), "{journal}");
}

/// Opens Twilsock with a fault; what comes first, or why it is not opened.
async fn open(stack: &Stack, effect: &Value) -> Result<Option<Message>, Error> {
    use futures_util::StreamExt;
    let stream = TcpStream::connect(stack.emulator().address()).await.expect("a connection");
    let address = stack.twilsock_url().parse().expect("an address");
    let request = ClientRequestBuilder::new(address).with_header(FAULT, effect.to_string());
    let (mut socket, _) = soon("a handshake", client_async(request, stream)).await?;
    soon("a message", socket.next()).await.transpose()
}

#[tokio::test]
async fn a_handshake_brings_its_own_fault() {
    let stack = Stack::frozen().await;
    match open(&stack, &json!({ "status": 503 })).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        other => panic!("{other:?}"),
    }
    match open(&stack, &json!({ "close_code": 1013 })).await {
        Ok(Some(Message::Close(Some(frame)))) => assert_eq!(u16::from(frame.code), 1013),
        other => panic!("{other:?}"),
    }
    for lost in ["connection_reset", "empty_answer", "malformed_answer"] {
        let opened = open(&stack, &json!({ "fault": lost })).await;
        assert!(matches!(opened, Err(Error::Io(_) | Error::Protocol(_))), "{lost} {opened:?}");
    }
    match open(&stack, &json!({ "hold": {} })).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 400),
        other => panic!("{other:?}"),
    }
    let upgrades = json!({ "side": "twilsock", "event": "upgrade", "method": "GET" });
    let entry = entry(&stack, upgrades).await;
    assert_eq!((&entry["status"], &entry["path"]), (&json!(503), &json!("/v3/wsconnect")));
    stack.caller("ada").await;
}

#[tokio::test]
async fn a_rule_is_about_handshakes() {
    let stack = Stack::frozen().await;
    let matching = json!({ "event": "upgrade", "path": "/v3/*" });
    let rule = json!({ "match": matching, "effect": { "status": 502 }, "count": 1 });
    add(&stack, rule).await;
    let address = stack.emulator().address();
    let refused = client_async(
        ClientRequestBuilder::new(stack.twilsock_url().parse().expect("an address")),
        TcpStream::connect(address).await.expect("a connection"),
    );
    match refused.await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 502),
        other => panic!("{other:?}"),
    }
    stack.caller("ada").await;
}
