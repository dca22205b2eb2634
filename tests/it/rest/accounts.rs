//! Accounts are worlds of their own, to the control API, too.

use std::{collections::BTreeSet, time::Duration};

use e2e::{Receiver, Rest, Stack, client_at, dial, soon};
use fake_twilio::{Credentials, FakeTwilio};
use futures_util::{SinkExt, StreamExt};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use twilio_sid::ServiceSid;
use twilio_token::{AccessToken, ChatGrant, Secret, Signer};

/// A second account of the emulator.
struct Other {
    known: Credentials,
    rest: Rest,
    service: ServiceSid,
}

impl Other {
    async fn open(stack: &Stack) -> Self {
        let known = Credentials {
            account_sid: "AC11111111111111111111111111111111".parse().expect("a SID"),
            api_key_sid: "SK11111111111111111111111111111111".parse().expect("a SID"),
            auth_token: "another-token".to_owned(),
            api_key_secret: "another-secret".to_owned(),
        };
        let new = json!({
            "account_sid": known.account_sid,
            "api_key_sid": known.api_key_sid,
            "auth_token": known.auth_token,
            "api_key_secret": known.api_key_secret,
        });
        let opened = control(stack, "accounts", &new).await;
        assert_eq!(opened.0, StatusCode::CREATED, "{}", opened.1);
        let rest = Rest::new(stack.emulator().address(), &known);
        let service = rest.get("/v1/Configuration").await.text("default_chat_service_sid");
        Self { known, rest, service: service.parse().expect("a SID") }
    }

    /// A chat token of this account.
    fn token(&self, identity: &str) -> String {
        let secret: Secret = self.known.api_key_secret.parse().expect("a secret");
        let signer = Signer::new(self.known.account_sid, self.known.api_key_sid, &secret);
        let token = AccessToken::new().identity(identity).chat(ChatGrant::service(self.service));
        signer.sign(&token, u64::try_from(e2e::NOW).expect("late")).expect("a token")
    }
}

async fn control(stack: &Stack, path: &str, body: &Value) -> (StatusCode, Value) {
    let path = format!("/_emulator/v1/{path}");
    let answer = stack.rest().send(Method::POST, &path, body.to_string()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn an_account_is_drawn_with_everything_that_it_needs() {
    let stack = Stack::frozen().await;
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let (status, account) = control(&stack, "accounts", &json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{account}");
        let text = |name: &str| account[name].as_str().expect("a text").to_owned();
        let known = Credentials {
            account_sid: text("account_sid").parse().expect("a SID"),
            auth_token: text("auth_token"),
            api_key_sid: text("api_key_sid").parse().expect("a SID"),
            api_key_secret: text("api_key_secret"),
        };
        let rest = Rest::new(stack.emulator().address(), &known);
        let configuration = rest.get("/v1/Configuration").await;
        let service = text("chat_service_sid");
        assert_eq!(configuration.text("default_chat_service_sid"), service);
        assert!(rest.get("/v1/Conversations").await.json()["conversations"] == json!([]));
        rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
        let drawn =
            ["account_sid", "auth_token", "api_key_sid", "api_key_secret", "chat_service_sid"];
        seen.extend(drawn.map(text));
    }
    assert_eq!(seen.len(), 15, "drawn twice: {seen:?}");
}

#[tokio::test]
async fn an_account_opens_with_the_service_that_is_given_unless_another_one_has_it() {
    let stack = Stack::frozen().await;
    let service = "IS11111111111111111111111111111111";
    let first =
        json!({ "account_sid": "AC11111111111111111111111111111111", "chat_service_sid": service });
    for _ in 0..2 {
        let (status, opened) = control(&stack, "accounts", &first).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        assert_eq!(opened["chat_service_sid"], service);
        assert_eq!(opened["auth_token"], "not-a-real-auth-token");
    }
    let second = json!({ "chat_service_sid": service });
    let (status, error) = control(&stack, "accounts", &second).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!(20409)), "{error}");
}

#[tokio::test]
async fn the_default_chat_service_is_the_same_in_every_start() {
    let service = |builder: fake_twilio::Builder| async {
        let emulator = builder.start().await.expect("a start");
        emulator.chat_service_sid().to_string()
    };
    let known = service(FakeTwilio::builder()).await;
    assert_eq!(known, "IS00000000000000000000000000000000");
    let drawn = service(FakeTwilio::builder().seed(7)).await;
    assert_ne!(drawn, known);
    assert_eq!(service(FakeTwilio::builder().seed(7)).await, drawn);
    let given: ServiceSid = "IS22222222222222222222222222222222".parse().expect("a SID");
    let builder = FakeTwilio::builder().seed(7).chat_service_sid(given);
    assert_eq!(service(builder).await, given.to_string());
}

#[tokio::test]
async fn clients_of_other_accounts_stay() {
    let stack = Stack::frozen().await;
    let other = Other::open(&stack).await;
    let mut ada = stack.caller("ada").await;
    let mut their_ada = stack.connect(&other.token("ada")).await.expect("a good token");
    let ours = stack.emulator().credentials().account_sid;
    let (status, answer) =
        control(&stack, "clients/disconnect", &json!({ "identity": "ada" })).await;
    assert_eq!(
        (status, answer),
        (StatusCode::OK, json!({ "account_sid": ours, "disconnected": 1 }))
    );
    ada.frame("close").await;
    assert!(their_ada.settle().await.is_empty());
    let theirs = other.known.account_sid;
    let (_, answer) =
        control(&stack, "clients/disconnect", &json!({ "account_sid": theirs })).await;
    assert_eq!(answer, json!({ "account_sid": theirs, "disconnected": 1 }));
    their_ada.frame("close").await;
}

#[tokio::test]
async fn seeds_go_to_the_account_that_is_named() {
    let stack = Stack::frozen().await;
    let other = Other::open(&stack).await;
    let (ours, theirs) = (stack.emulator().credentials().account_sid, other.known.account_sid);
    let room = other.rest.post("/v1/Conversations", &[]).await.text("sid");
    let messages = format!("/v1/Conversations/{room}/Messages");
    let sent = other.rest.post(&messages, &[("Body", "to whom")]).await.text("sid");
    let recipients = |account: Option<&str>| {
        let people = [json!({ "level": "to", "name": "Eve", "address": "eve@example.com" })];
        let mut body =
            json!({ "conversation_sid": room, "message_sid": sent, "recipients": people });
        if let Some(account) = account {
            body["account_sid"] = account.into();
        }
        body
    };
    let path = "seed/conversations/message-recipients";
    let (status, why) = control(&stack, path, &recipients(None)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let why = why["message"].as_str().expect("a text");
    assert!(why.contains(&ours.to_string()) && why.contains("account_sid"), "{why}");
    let (status, made) = control(&stack, path, &recipients(Some(&theirs.to_string()))).await;
    assert_eq!((status, &made["account_sid"]), (StatusCode::CREATED, &json!(theirs)));

    for (path, mut body) in [
        ("seed/video/participants", json!({ "room": "call", "identity": "ada" })),
        ("seed/conversations/bindings", json!({ "identity": "ada", "binding_type": "fcm" })),
        (
            "seed/conversations/content-templates",
            json!({ "friendly_name": "hi", "types": { "twilio/text": { "body": "Hi" } } }),
        ),
    ] {
        let (status, made) = control(&stack, path, &body).await;
        assert_eq!((status, &made["account_sid"]), (StatusCode::CREATED, &json!(ours)), "{made}");
        body["account_sid"] = json!(theirs);
        let (status, made) = control(&stack, path, &body).await;
        assert_eq!((status, &made["account_sid"]), (StatusCode::CREATED, &json!(theirs)), "{made}");
        body["account_sid"] = json!("AC22222222222222222222222222222222");
        let (status, why) = control(&stack, path, &body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{why}");
    }
    let bindings = format!("/v1/Services/{}/Bindings", other.service);
    assert_eq!(
        other.rest.get(&bindings).await.json()["bindings"].as_array().map(Vec::len),
        Some(1)
    );
    // A service of one account is none of another.
    let body = json!({
        "chat_service_sid": other.service, "identity": "ada", "binding_type": "fcm",
    });
    let (status, why) = control(&stack, "seed/conversations/bindings", &body).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{why}");
}

#[tokio::test]
async fn members_that_are_not_known_are_refused() {
    let stack = Stack::frozen().await;
    for (path, mut body) in [
        ("clock", json!({ "millis": 1 })),
        ("clients/disconnect", json!({})),
        ("seed/video/participants", json!({ "room": "call", "identity": "ada" })),
        ("seed/conversations/bindings", json!({ "identity": "ada", "binding_type": "fcm" })),
        ("seed/conversations/content-templates", json!({ "friendly_name": "hi", "types": {} })),
        (
            "accounts",
            json!({
                "account_sid": "AC11111111111111111111111111111111",
                "api_key_sid": "SK11111111111111111111111111111111",
            }),
        ),
    ] {
        body["colour"] = "green".into();
        let (status, why) = control(&stack, path, &body).await;
        assert_eq!((status, &why["code"]), (StatusCode::BAD_REQUEST, &json!(20001)), "{path}");
        assert!(why["message"].as_str().is_some_and(|it| it.contains("colour")), "{why}");
    }
}

#[tokio::test]
async fn deliveries_are_those_of_the_account() {
    let stack = Stack::frozen().await;
    let other = Other::open(&stack).await;
    let mut receiver = Receiver::start().await;
    let client = client_at(&stack.url(), &other.known);
    let update = client.configuration().webhooks().update();
    let update = update.post_webhook_url(receiver.url("/theirs")).filters(["onConversationAdded"]);
    update.await.expect("webhooks");
    client.conversations().create().webhook_enabled().await.expect("a conversation");
    receiver.next_request().await;
    let theirs = format!("/_emulator/v1/webhooks?account_sid={}", other.known.account_sid);
    let log = soon("the delivery", async {
        loop {
            let log = stack.rest().get(&theirs).await.json();
            if log["deliveries"] != json!([]) {
                return log;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(log["account_sid"], json!(other.known.account_sid));
    assert_eq!(stack.rest().get("/_emulator/v1/webhooks").await.json()["deliveries"], json!([]));
}

#[tokio::test]
async fn dropped_clients_are_cut_off_for_a_while() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    let mut bob = stack.caller("bob").await;
    let wanted = json!({ "identity": "ada", "for_ms": 60_000 });
    let (status, answer) = control(&stack, "clients/drop", &wanted).await;
    assert_eq!((status, &answer["dropped"]), (StatusCode::OK, &json!(1)));
    // Neither a Twilsock `close` nor a close frame of the WebSocket.
    assert_eq!(ada.farewell().await, None);
    assert!(bob.settle().await.is_empty());
    let init =
        json!({ "method": "init", "id": "1", "token": stack.token("ada"), "payload_size": 0 });
    let init = init.to_string();
    let frame = format!("TWILSOCK V3.0 {}\r\n{init}\r\n", init.len());
    let come_back = || async {
        let mut socket = dial(stack.emulator().address()).await;
        socket.send(Message::Binary(frame.clone().into())).await.expect("an open connection");
        soon("an answer or an end", socket.next()).await.and_then(Result::ok)
    };
    assert_eq!(come_back().await, None);
    stack.advance(Duration::from_secs(60));
    assert!(come_back().await.is_some());
    let (_, answer) = control(&stack, "clients/drop", &json!({ "identity": "bob" })).await;
    assert_eq!(answer["dropped"], 1);
    stack.caller("bob").await;
}
