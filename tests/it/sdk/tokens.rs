use std::time::Duration;

use e2e::{Stack, tools_missing};
use serde_json::{Value, json};

use super::person::Person;

const SDK: &str = "@twilio/conversations";

/// What the SDK makes of a token that is not good.
async fn refused(stack: &Stack, token: &str) -> (Person, Value) {
    let recorder = stack.recorder().await;
    let mut ada = Person::start(SDK, &recorder, "ada");
    ada.begin("connect", json!({ "token": token })).await;
    let error = ada.event("connectionError").await;
    assert_eq!(error["httpStatusCode"], 401, "{error}");
    ada.state("denied").await;
    (ada, error)
}

#[tokio::test]
async fn a_forged_token_is_denied() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let token = stack.sign_with(&stack.grants("ada"), "somebody-else's-secret");
    let (_ada, error) = refused(&stack, &token).await;
    assert_eq!(error["errorCode"], 20107, "{error}");
}

#[tokio::test]
async fn an_expired_token_is_denied_and_named() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let token = stack.token("ada");
    stack.advance(Duration::from_secs(3600));
    let (mut ada, error) = refused(&stack, &token).await;
    assert_eq!(error["errorCode"], 20104, "{error}");
    ada.event("tokenExpired").await;
}

#[tokio::test]
async fn a_token_is_renewed_in_time() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let recorder = stack.recorder().await;
    let mut ada = Person::start(SDK, &recorder, "ada");
    ada.act("connect", json!({ "token": stack.token("ada") })).await;
    stack.advance(Duration::from_secs(3600 - 180));
    ada.event("tokenAboutToExpire").await;
    ada.act("renew", json!({ "token": stack.token("ada") })).await;
    let left = ada.leave().await;
    assert!(left.iter().all(|event| event["event"] != "tokenExpired"), "{left:?}");
}

#[tokio::test]
async fn a_token_with_three_minutes_left_is_not_announced_to_expire() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let recorder = stack.recorder().await;
    let mut ada = Person::start(SDK, &recorder, "ada");
    let short = || json!({ "token": stack.sign(&stack.grants("ada").ttl(180)) });
    ada.act("connect", short()).await;
    ada.act("renew", short()).await;
    recorder.cut("ada");
    ada.lost().await;
    ada.state("connected").await;
    stack.advance(Duration::from_secs(180));
    ada.event("tokenExpired").await;
    let left = ada.events();
    assert!(left.iter().all(|event| event["event"] != "tokenAboutToExpire"), "{left:?}");
}

#[tokio::test]
async fn a_token_that_ends_while_connected_raises_token_expired() {
    if tools_missing(&[SDK, "ws"]) {
        return;
    }
    let stack = Stack::frozen().await;
    let recorder = stack.recorder().await;
    let mut ada = Person::start(SDK, &recorder, "ada");
    let token = stack.sign(&stack.grants("ada").ttl(60));
    ada.act("connect", json!({ "token": token })).await;
    stack.advance(Duration::from_secs(60));
    ada.event("tokenExpired").await;
}
