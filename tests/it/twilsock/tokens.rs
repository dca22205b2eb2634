use std::time::Duration;

use e2e::{Caller, Stack};
use insta::assert_snapshot;
use twilio_token::{AccessToken, ChatGrant};
use twilio_wire::twilsock::Status;

const HOUR: Duration = Duration::from_secs(3600);

async fn refused(stack: &Stack, token: &str) -> Status {
    match stack.connect(token).await {
        Err(refused) => refused.status,
        Ok(_) => panic!("the token was accepted"),
    }
}

#[tokio::test]
async fn tokens_that_are_not_good_are_refused() {
    let stack = Stack::frozen().await;
    let ada = stack.grants("ada");
    let nowhere = "IS00000000000000000000000000000000".parse().expect("a sid");
    let nobody = AccessToken::new().chat(ChatGrant::service(stack.service()));
    let elsewhere = AccessToken::new().identity("ada").chat(ChatGrant::service(nowhere));
    let early = stack.grants("ada").not_before(u64::try_from(e2e::NOW).expect("late") + 600);
    let good = stack.token("ada");
    let (head, tail) = good.rsplit_once('.').expect("a JWS");
    let cases = [
        ("forged", stack.sign_with(&ada, "somebody-else's-secret")),
        ("cut", head.to_owned()),
        ("bent", format!("{head}.{}", tail.chars().rev().collect::<String>())),
        ("empty", String::new()),
        ("nonsense", "not a token".to_owned()),
        ("no identity", stack.sign(&nobody)),
        ("blank identity", stack.sign(&stack.grants(" \u{a0}"))),
        ("long identity", stack.sign(&stack.grants(&"é".repeat(257)))),
        ("identity like a SID", stack.sign(&stack.grants(&format!("US{}", "0".repeat(32))))),
        ("no grant", stack.sign(&AccessToken::new().identity("ada"))),
        ("no service", stack.sign(&AccessToken::new().identity("ada").chat(ChatGrant::default()))),
        ("wrong service", stack.sign(&elsewhere)),
        ("too early", stack.sign(&early)),
    ];
    let mut seen = Vec::new();
    for (name, token) in cases {
        let status = refused(&stack, &token).await;
        assert_eq!(status.code, 401, "{name}");
        let (code, why) = (status.error_code, status.description.unwrap_or_default());
        seen.push(format!("{name}: {} {} {code:?} {why}\n", status.code, status.status));
    }
    assert_snapshot!(seen.concat());
}

#[tokio::test]
async fn an_expired_token_is_refused_with_the_code_that_the_sdk_reports() {
    let stack = Stack::frozen().await;
    let token = stack.token("ada");
    stack.advance(HOUR);
    let refused = stack.connect(&token).await.err().expect("a refusal");
    assert_eq!((refused.status.code, refused.status.error_code), (401, Some(20104)));
    assert_snapshot!(refused.transcript);
}

/// A client whose token is good for the four minutes to come.
async fn briefly(stack: &Stack) -> Caller {
    let token = stack.sign(&stack.grants("ada").ttl(240));
    stack.connect(&token).await.unwrap_or_else(|refused| panic!("{refused:?}"))
}

/// Advances the clock for a client that is alive; one that says nothing for 70 s counts as dead.
async fn pass(stack: &Stack, caller: &mut Caller, seconds: u64) {
    for _ in 0..seconds / 30 {
        stack.advance(Duration::from_secs(30));
        caller.settle().await;
    }
}

#[tokio::test]
async fn a_token_is_announced_to_expire_and_then_has() {
    let stack = Stack::frozen().await;
    let mut ada = briefly(&stack).await;
    pass(&stack, &mut ada, 30).await;
    ada.transcript();
    stack.advance(Duration::from_secs(30));
    ada.frame("client_update").await;
    let announced = ada.transcript();
    pass(&stack, &mut ada, 150).await;
    ada.transcript();
    stack.advance(Duration::from_secs(30));
    let close = ada.frame("close").await;
    assert_eq!(close.header["status"]["code"], 410);
    assert_eq!(ada.farewell().await, Some(1000));
    assert_snapshot!(announced + "---- three minutes later\n\n" + &ada.transcript());
}

#[tokio::test]
async fn a_new_token_keeps_the_connection_alive() {
    let stack = Stack::frozen().await;
    let mut ada = briefly(&stack).await;
    pass(&stack, &mut ada, 60).await;
    ada.frame("client_update").await;
    ada.transcript();
    let token = stack.token("ada");
    ada.update_token(&token).await;
    pass(&stack, &mut ada, 240).await;
    let answer = ada.get("/Client/v2/Configuration").await;
    assert_eq!(answer.status, http::StatusCode::OK);
}

#[tokio::test]
async fn a_token_of_another_identity_is_rejected() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.frame("reply").await;
    ada.update_token(&stack.token("eve")).await;
    let reply = ada.frame("reply").await;
    assert_eq!(reply.header["status"]["code"], 403);
}
