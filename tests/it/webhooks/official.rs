//! What Twilio's own libraries make of signatures.

use std::{path::Path, process::Stdio};

use e2e::{DEADLINE, ReceivedRequest, Receiver, Stack, npm_packages, python, tools_missing};
use fake_core::webhook::Event;
use http::Method;
use serde_json::{Map, Value, json};
use tokio::{io::AsyncWriteExt, process::Command, time::timeout};
use twilio_token::{Secret, WebhookVerifier};

use super::{Room, tell};

/// What a validator is asked: a call as it was heard, and the same with one thing changed each.
async fn calls() -> (Vec<Value>, Vec<bool>) {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, [Event::MessageAdded]).await;
    let room = Room::create(&client).await;
    let token = stack.emulator().credentials().auth_token.clone();
    let (mut calls, mut results) = (Vec::new(), Vec::new());
    let paths = [
        ("POST", "/post?x=1&y=a%20b"),
        ("GET", "/post?x=1"),
        ("GET", "/post"),
        ("POST", "/caf\u{e9} 1"),
        ("GET", "/caf\u{e9}?x=\u{fc}"),
    ];
    for (method, path) in paths {
        // The fragment is for the emulator alone.
        let url = receiver.url(&format!("{path}#rc=1"));
        let update = client.configuration().webhooks().update();
        update.post_webhook_url(url).method(method).await.unwrap();
        let said = room.message("héllo 🎉 & more=1+2").author("José");
        said.attributes(&json!({ "a": " " })).await.unwrap();
        let request = receiver.next_request().await;
        assert_eq!(request.method.as_str(), method);
        let honest = question(&receiver, &request, &token);
        let mut forged = honest.clone();
        forged["url"] = format!("{}&z=1", honest["url"].as_str().expect("a text")).into();
        let mut stranger = honest.clone();
        stranger["token"] = "another-auth-token".into();
        calls.extend([honest.clone(), forged, stranger]);
        results.extend([true, false, false]);
        if request.method == Method::POST {
            let mut altered = honest;
            altered["params"]["Body"] = "something else".into();
            calls.push(altered);
            results.push(false);
        }
    }
    (calls, results)
}

fn question(receiver: &Receiver, request: &ReceivedRequest, token: &str) -> Value {
    let pairs = if request.method == Method::POST { request.params() } else { Vec::new() };
    let params: Map<String, Value> =
        pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
    let url = receiver.url(&request.path);
    json!({ "token": token, "url": url, "params": params, "signature": request.signature })
}

async fn validates(mut interpreter: Command, script: &str) {
    let (calls, expected) = calls().await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("official").join(script);
    let mut validator = interpreter
        .arg(path)
        .env("NODE_MODULES", npm_packages())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut input = validator.stdin.take().expect("stdin is piped");
    input.write_all(Value::from(calls).to_string().as_bytes()).await.expect("it reads");
    drop(input);
    let ended = timeout(DEADLINE, validator.wait_with_output()).await.expect("an end");
    let results: Vec<bool> =
        serde_json::from_slice(&ended.expect("an end").stdout).expect("verdicts");
    assert_eq!(results, expected);
}

#[tokio::test]
async fn the_python_library_validates_webhooks() {
    let Some(python) = python() else { return };
    validates(Command::new(python), "validate.py").await;
}

#[tokio::test]
async fn the_node_library_validates_webhooks() {
    if !tools_missing(&["twilio"]) {
        validates(Command::new("node"), "validate.mjs").await;
    }
}

#[tokio::test]
async fn the_verifier_of_twilio_token_accepts_what_is_sent_and_nothing_else() {
    let (calls, expected) = calls().await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let accepts = |call: &Value| {
        let params = call["params"].as_object().expect("an object");
        let pairs = params.iter().map(|(name, value)| (name, text(value)));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let token: Secret = text(&call["token"]).parse().expect("a token");
        let (url, signature) = (text(&call["url"]), text(&call["signature"]));
        WebhookVerifier::new(&token).verify_form(&url, form.as_bytes(), &signature).is_ok()
    };
    assert_eq!(calls.iter().map(accepts).collect::<Vec<_>>(), expected);
}
