//! Seed documents: at the start, by `POST /_emulator/v1/seed`, and after a reset.

use std::time::Duration;

use e2e::{Receiver, Stack};
use fake_twilio::SeedDocument;
use http::{Method, StatusCode};
use serde_json::{Value, json};

const LOBBY: &str = "CH00000000000000000000000000000001";
const SUPPORT: &str = "IS00000000000000000000000000000002";
const OTHER: &str = "AC00000000000000000000000000000003";

fn world() -> Value {
    json!({
        "webhooks": { "post_webhook_url": "http://127.0.0.1:9/post", "filters": ["onMessageAdded"] },
        "roles": [{ "friendly_name": "guest", "type": "conversation", "permissions": ["sendMessage"] }],
        "users": [{ "identity": "ada", "friendly_name": "Ada", "attributes": { "age": 36 } }],
        "conversations": [{
            "sid": LOBBY,
            "unique_name": "lobby",
            "date_created": "2024-05-01T00:00:00Z",
            "participants": [
                "ada",
                { "identity": "bob", "role": "guest", "last_read_message_index": 0 },
            ],
            "messages": [
                { "author": "ada", "body": "hello", "date_created": "2024-05-01T12:00:00Z" },
                { "author": "bob", "body": "hi", "attributes": { "mood": "good" },
                    "media": [{ "content_type": "text/plain", "filename": "a.txt", "content": "aGVsbG8=" }] },
            ],
            "webhooks": [{ "url": "http://127.0.0.1:9/own", "filters": ["onMessageAdded"] }],
        }, { "unique_name": "archive", "state": "closed" }],
        "services": [{
            "sid": SUPPORT,
            "friendly_name": "support",
            "conversations": [{ "unique_name": "case", "participants": ["carol"] }],
        }],
        "content_templates": [{
            "friendly_name": "greeting",
            "types": { "twilio/text": { "body": "Hello {{1}}" } },
        }],
        "addresses": [{ "type": "sms", "address": "+15005550006", "auto_creation": {
            "enabled": true, "type": "webhook", "webhook_url": "http://127.0.0.1:9/sms",
            "webhook_filters": ["onMessageAdded"],
        } }],
        "rooms": [{ "unique_name": "call", "type": "group", "max_participants": 4 }],
        "accounts": [{
            "account_sid": OTHER,
            "auth_token": "theirs",
            "contents": { "conversations": [{ "unique_name": "elsewhere" }] },
        }],
    })
}

fn document(value: Value) -> SeedDocument {
    serde_json::from_value(value).expect("a seed document")
}

/// Looks for what the document names.
async fn check(stack: &Stack) {
    let rest = stack.rest();
    let lobby = rest.get("/v1/Conversations/lobby").await;
    assert_eq!(lobby.text("sid"), LOBBY);
    assert_eq!(lobby.text("date_created"), "2024-05-01T00:00:00Z");
    let messages = rest.get("/v1/Conversations/lobby/Messages").await.json();
    let texts = messages["messages"].as_array().expect("messages").iter();
    let texts: Vec<_> = texts.map(|it| it["body"].as_str().unwrap_or_default()).collect();
    assert_eq!(texts, ["hello", "hi"]);
    let shown = &messages["messages"][1];
    assert_eq!(
        (&shown["media"][0]["filename"], &shown["media"][0]["size"]),
        (&json!("a.txt"), &json!(5))
    );
    let address = rest.get("/v1/Configuration/Addresses/+15005550006").await.json();
    assert_eq!(address["auto_creation"]["webhook_url"], "http://127.0.0.1:9/sms");
    let bob = rest.get("/v1/Conversations/lobby/Participants/bob").await.json();
    assert_eq!(bob["last_read_message_index"], 0);
    let role = rest.get(&format!("/v1/Roles/{}", bob["role_sid"].as_str().expect("a role"))).await;
    assert_eq!(role.text("friendly_name"), "guest");
    assert_eq!(rest.get("/v1/Users/ada").await.text("friendly_name"), "Ada");
    assert_eq!(rest.get("/v1/Conversations/archive").await.text("state"), "closed");
    let case = format!("/v1/Services/{SUPPORT}/Conversations/case/Participants");
    let carol = rest.get(&case).await.json();
    assert_eq!(carol["participants"][0]["identity"], "carol");
    assert_eq!(rest.get("/v1/Rooms/call").await.json()["max_participants"], 4);
    let webhooks = rest.get("/v1/Configuration/Webhooks").await;
    assert_eq!(webhooks.text("post_webhook_url"), "http://127.0.0.1:9/post");
    let own = rest.get("/v1/Conversations/lobby/Webhooks").await.json();
    assert_eq!(own["webhooks"].as_array().map(Vec::len), Some(1));
    let other = stack.rest().authorized(OTHER, "theirs");
    assert_eq!(other.get("/v1/Conversations/elsewhere").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_emulator_starts_with_a_seed_and_goes_back_to_it() {
    let stack = Stack::frozen_with(|builder| builder.seed_document(document(world()))).await;
    let rest = stack.rest();
    check(&stack).await;
    let last = rest.get("/v1/Conversations/archive").await.text("sid");
    rest.post("/v1/Conversations/lobby/Messages", &[("Body", "later")]).await;
    rest.post("/v1/Users/ada", &[("FriendlyName", "somebody else")]).await;
    rest.delete("/v1/Rooms/call").await;
    rest.post("/v1/Conversations", &[("UniqueName", "extra")]).await;
    let answer = rest.send(Method::POST, "/_emulator/v1/reset", "{}").await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    check(&stack).await;
    assert_eq!(rest.get("/v1/Conversations/extra").await.status, StatusCode::NOT_FOUND);
    // A SID that the document does not name is drawn anew.
    assert_ne!(rest.get("/v1/Conversations/archive").await.text("sid"), last);
}

#[tokio::test]
async fn a_seed_is_loaded_while_the_emulator_runs() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let load = |value: Value| {
        let rest = stack.rest();
        async move { rest.send(Method::POST, "/_emulator/v1/seed", value.to_string()).await }
    };
    let loaded = load(world()).await;
    assert_eq!(loaded.status, StatusCode::CREATED, "{loaded}");
    let other = &loaded.json()["accounts"][0];
    assert_eq!((&other["account_sid"], &other["auth_token"]), (&json!(OTHER), &json!("theirs")));
    check(&stack).await;
    let taken = load(json!({ "conversations": [{}, { "sid": LOBBY }] })).await;
    assert_eq!(taken.status, StatusCode::BAD_REQUEST);
    let message = taken.text("message");
    assert_eq!(message, format!("conversations[1]: {LOBBY} exists already"));
    for (wrong, at) in [
        (
            json!({ "users": [{ "identity": "x", "role": "none" }] }),
            "users[0].role: there is no role",
        ),
        (
            json!({ "conversations": [{ "participants": ["ada", "ada"] }] }),
            "conversations[0].participants[1]: 50433",
        ),
        (
            json!({ "conversations": [{ "messages": [
                { "media": [{ "content_type": "text/plain", "path": "/etc/hostname" }] },
            ] }] }),
            "conversations[0].messages[0].media: a path leads somewhere in a seed file only",
        ),
        (json!({ "conversation": [] }), "unknown field `conversation`"),
        (
            json!({ "accounts": [{ "contents": { "accounts": [{}] } }] }),
            "accounts[0].contents.accounts",
        ),
    ] {
        let answer = load(wrong).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer}");
        assert!(answer.text("message").contains(at), "{answer}");
    }
    // Loaded later, so a reset removes it.
    rest.send(Method::POST, "/_emulator/v1/reset", "{}").await;
    assert_eq!(rest.get("/v1/Conversations/lobby").await.status, StatusCode::NOT_FOUND);
}

/// A date that is given stays, also when it is that of the loading.
#[tokio::test]
async fn given_dates_stay_and_others_are_new_with_a_reset() {
    const THEN: &str = "2024-06-01T12:00:00Z";
    const LATER: &str = "2024-06-01T13:00:00Z";
    let seed = json!({ "conversations": [
        {
            "unique_name": "given",
            "date_created": THEN,
            "participants": [{ "identity": "ada", "date_created": THEN }],
            "messages": [{ "body": "one", "date_created": THEN, "date_updated": THEN }, { "body": "two" }],
        },
        { "unique_name": "drawn", "participants": ["ada"] },
    ] });
    let stack = Stack::frozen_with(|builder| builder.seed_document(document(seed))).await;
    let rest = stack.rest();
    stack.advance(Duration::from_secs(3600));
    rest.send(Method::POST, "/_emulator/v1/reset", "{}").await;
    for (path, created, updated) in [
        ("given/Participants/ada", THEN, THEN),
        ("drawn", LATER, LATER),
        ("drawn/Participants/ada", LATER, LATER),
    ] {
        let shown = rest.get(&format!("/v1/Conversations/{path}")).await;
        let dates = (shown.text("date_created"), shown.text("date_updated"));
        assert_eq!(dates, (created.to_owned(), updated.to_owned()), "{path}");
    }
    assert_eq!(rest.get("/v1/Conversations/given").await.text("date_created"), THEN);
    let messages = rest.get("/v1/Conversations/given/Messages").await.json();
    for (place, date) in [(0, THEN), (1, LATER)] {
        let message = &messages["messages"][place];
        let dates = (&message["date_created"], &message["date_updated"]);
        assert_eq!(dates, (&json!(date), &json!(date)), "{message}");
    }
}

/// Nothing of a document is loaded when its last entry is wrong.
#[tokio::test]
async fn a_refused_document_leaves_nothing() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest();
    let everything = async || {
        let all = rest.get("/_emulator/v1/export?secrets=true").await;
        assert_eq!(all.status, StatusCode::OK, "{all}");
        all.body
    };
    let load = |value: Value| {
        let rest = stack.rest();
        async move { rest.send(Method::POST, "/_emulator/v1/seed", value.to_string()).await }
    };
    let before = everything().await;
    let with_room = |path: &str| {
        let mut document = world();
        document["rooms"][0]["status_callback"] = json!(receiver.url(path));
        document["rooms"][0]["unique_name"] = json!(path);
        document
    };
    let mut last_is_wrong = Vec::new();
    for (last, why) in [
        (
            json!({ "contents": { "conversations": [
                { "participants": ["ada"] }, { "state": "asleep" },
            ] } }),
            "accounts[1].contents.conversations[1]: ",
        ),
        (
            json!({ "account_sid": OTHER, "auth_token": "another" }),
            "accounts[1]: The account is open, with another auth token",
        ),
        (json!({ "chat_service_sid": stack.service() }), "accounts[1]: The service exists already"),
        (
            json!({ "contents": { "services": [
                { "sid": stack.service(), "friendly_name": "theirs" },
            ] } }),
            "accounts[1].contents.services[0]: IS",
        ),
    ] {
        let mut document = with_room("/refused");
        document["accounts"].as_array_mut().expect("accounts").push(last);
        last_is_wrong.push((document, why));
    }
    for (document, why) in last_is_wrong {
        let refused = load(document).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused}");
        assert!(refused.text("message").starts_with(why), "{refused}");
        assert_eq!(everything().await, before, "{why}");
    }
    let other = stack.rest().authorized(OTHER, "theirs");
    assert_eq!(other.get("/v1/Conversations").await.status, StatusCode::UNAUTHORIZED);
    // The same without the wrong entry is loaded, and is the first to be heard of.
    let loaded = load(with_room("/loaded")).await;
    assert_eq!(loaded.status, StatusCode::CREATED, "{loaded}");
    assert_eq!(receiver.next_request().await.path, "/loaded");
    assert_eq!(other.get("/v1/Conversations/elsewhere").await.status, StatusCode::OK);
}

/// Media of a document are checked as uploads are.
#[tokio::test]
async fn media_of_a_document_are_checked() {
    let stack = Stack::frozen().await;
    for (medium, why) in [
        (json!({ "content_type": "nothing", "content": "" }), "50511: "),
        (
            json!({ "content_type": "text/plain", "filename": "a".repeat(257), "content": "" }),
            "20001: Filename is too long",
        ),
    ] {
        let document = json!({ "conversations": [{ "messages": [{ "media": [medium] }] }] });
        let path = "/_emulator/v1/seed";
        let refused = stack.rest().send(Method::POST, path, document.to_string()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused}");
        let why = format!("conversations[0].messages[0].media: {why}");
        assert!(refused.text("message").starts_with(&why), "{refused}");
    }
}

/// A document is loaded whole beside requests that change its account.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_loaded_while_its_account_changes() {
    let stack = Stack::frozen().await;
    let create = async || {
        for _ in 0..200 {
            let made = stack.rest().post("/v1/Conversations", &[]).await;
            assert_eq!(made.status, StatusCode::CREATED, "{made}");
        }
    };
    let seed = async || {
        let conversations: Vec<_> = (0..5).map(|_| json!({ "participants": ["ada"] })).collect();
        let document = json!({ "conversations": conversations }).to_string();
        for _ in 0..40 {
            let path = "/_emulator/v1/seed";
            let loaded = stack.rest().send(Method::POST, path, document.clone()).await;
            assert_eq!(loaded.status, StatusCode::CREATED, "{loaded}");
        }
    };
    // Other accounts come and go.
    let others = async || {
        for _ in 0..100 {
            let opened = stack.rest().send(Method::POST, "/_emulator/v1/accounts", "{}").await;
            let path = format!("/_emulator/v1/accounts/{}", opened.text("account_sid"));
            assert_eq!(stack.rest().delete(&path).await.status, StatusCode::NO_CONTENT);
        }
    };
    tokio::join!(create(), seed(), others());
    let health = stack.rest().get("/_emulator/v1/health").await.json();
    assert_eq!(health["conversations"], 400, "{health}");
}

/// The event numbers of an object with the same SID do not fall.
#[tokio::test]
async fn event_numbers_go_on_after_a_reset() {
    let seed = json!({ "conversations": [{ "sid": LOBBY, "participants": ["ada"] }] });
    let stack = Stack::frozen_with(|builder| builder.seed_document(document(seed))).await;
    let mut last = 0;
    for _ in 0..3 {
        let mut ada = stack.caller("ada").await;
        let messages = format!("/v3/Lists/{LOBBY}.messages");
        let number = |answer: Value| answer["last_event_id"].as_u64().expect("a number");
        let opened = number(ada.get(&messages).await.json());
        assert!(opened >= last, "{opened} after {last}");
        for body in ["one", "two"] {
            let path = format!("/v1/Conversations/{LOBBY}/Messages");
            stack.rest().post(&path, &[("Author", "ada"), ("Body", body)]).await;
        }
        last = number(ada.get(&messages).await.json());
        assert_eq!(last, opened + 2);
        stack.rest().send(Method::POST, "/_emulator/v1/reset", "{}").await;
    }
}

/// A document that is made of a world gives the same world again.
#[tokio::test]
async fn a_world_is_written_as_a_seed() {
    let stack = Stack::frozen_with(|builder| builder.seed_document(document(world()))).await;
    let seed = stack.rest().get("/_emulator/v1/export?as=seed").await;
    assert_eq!(seed.status, StatusCode::OK, "{seed}");
    let mut written = seed.json();
    // Secrets are not written, so the account would open with well-known ones.
    written["accounts"][0]["auth_token"] = json!("theirs");
    let other = Stack::frozen_with(|builder| builder.seed_document(document(written))).await;
    check(&other).await;
    let again = other.rest().get("/_emulator/v1/export?as=seed").await;
    assert_eq!(again.json(), seed.json());
}
