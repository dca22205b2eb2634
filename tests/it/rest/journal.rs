//! `/_emulator/v1/journal`: what was sent, and waiting for it.

use e2e::{Answer, Receiver, Rest, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};

async fn post(stack: &Stack, verb: &str, body: &Value) -> Answer {
    let path = format!("/_emulator/v1/journal/{verb}");
    stack.rest().send(Method::POST, &path, body.to_string()).await
}

async fn found(stack: &Stack, wanted: Value) -> Vec<Value> {
    let answer = post(stack, "find", &json!({ "match": wanted })).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()["entries"].as_array().expect("entries").clone()
}

/// A conversation with ada and bob.
async fn lobby(stack: &Stack) -> Rest {
    let rest = stack.rest();
    rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    for identity in ["ada", "bob"] {
        rest.post("/v1/Conversations/lobby/Participants", &[("Identity", identity)]).await;
    }
    rest
}

#[tokio::test]
async fn requests_are_kept_with_their_answers_and_without_secrets() {
    let stack = Stack::frozen().await;
    let token = "not-a-real-auth-token";
    assert_eq!(stack.emulator().credentials().auth_token, token);
    lobby(&stack).await;
    let entries = found(&stack, json!({ "operation": "CreateConversation" })).await;
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(entry["side"], "rest");
    assert_eq!((&entry["method"], &entry["path"]), (&json!("POST"), &json!("/v1/Conversations")));
    assert_eq!(entry["status"], 201);
    assert_eq!(entry["account_sid"], "AC00000000000000000000000000000000");
    assert_eq!(entry["request"]["body"], json!({ "UniqueName": "lobby" }));
    assert_eq!(entry["response"]["body"]["unique_name"], "lobby");
    let user = "Basic AC00000000000000000000000000000000:***";
    assert_eq!(entry["request"]["headers"]["authorization"], user);
    assert!(entry["response"]["headers"]["twilio-request-id"].is_string(), "{entry}");
    let all = stack.rest().get("/_emulator/v1/journal?limit=1000").await;
    let encoded = e2e::basic("AC00000000000000000000000000000000", token);
    let text = String::from_utf8_lossy(&all.body).into_owned();
    assert!(!text.contains(token) && !text.contains(&encoded), "{text}");
}

/// Whoever knows a temporary address of a medium may read it.
#[tokio::test]
async fn signatures_of_temporary_addresses_are_masked() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let media = format!("/v1/Services/{}/Media", stack.service());
    let headers = [("content-type", "text/plain")];
    let medium = rest.send_with(Method::POST, &media, &headers, "good bytes").await;
    let path = format!("{media}/{}", medium.text("sid"));
    let address = medium.json()["links"]["content_direct_temporary"].clone();
    let address = address.as_str().expect("an address").to_owned();
    let (_, signature) = address.split_once("Signature=").expect("a signature");
    let led = rest.get(&format!("{path}/Content")).await;
    assert_eq!(led.headers["location"], address);
    let (_, temporary) = address.split_once(".twilio.com").expect("one of Twilio's addresses");
    let read =
        Rest::at(stack.emulator().address()).send_with(Method::GET, temporary, &[], "").await;
    assert_eq!(read.body, "good bytes");
    rest.post("/v1/Conversations", &[("Attributes", &json!({ "see": address }).to_string())]).await;
    // An address of a webhook with a password.
    let url = "http://ada:hidden-word@127.0.0.1:9/x?token=hidden-word";
    rest.post("/v1/Configuration/Webhooks", &[("PostWebhookUrl", url)]).await;

    let all = json!({ "match": {}, "limit": 1000 });
    let missed = json!({ "match": { "side": "media", "status": 499 }, "timeout_ms": 0 });
    let shown = [
        rest.get("/_emulator/v1/journal?limit=1000").await,
        rest.get("/_emulator/v1/journal/har").await,
        post(&stack, "find", &all).await,
        post(&stack, "wait", &missed).await,
    ];
    for answer in shown {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(text.contains("Signature=***"), "{text}");
        assert!(!text.contains(signature) && !text.contains("hidden-word"), "{text}");
    }
}

#[tokio::test]
async fn a_wait_ends_with_the_entry_that_it_is_for() {
    let stack = Stack::frozen().await;
    let rest = lobby(&stack).await;
    let last = post(&stack, "count", &json!({})).await.json()["last_id"].clone();
    let wait = json!({
        "match": { "operation": "CreateConversationMessage", "body": { "Body": "hello" } },
        "after": last,
        "timeout_ms": 50000,
    });
    let (waited, _) = tokio::join!(post(&stack, "wait", &wait), async {
        let messages = "/v1/Conversations/lobby/Messages";
        rest.post(messages, &[("Author", "ada"), ("Body", "other")]).await;
        rest.post(messages, &[("Author", "ada"), ("Body", "hello")]).await
    });
    assert_eq!(waited.status, StatusCode::OK, "{waited}");
    assert_eq!(waited.json()["entries"][0]["request"]["body"]["Body"], "hello");
    // What is there already counts, too.
    assert_eq!(post(&stack, "wait", &wait).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wait_whose_time_is_up_names_near_misses() {
    let stack = Stack::frozen().await;
    lobby(&stack).await;
    let wanted = json!({ "operation": "CreateConversation", "body": { "UniqueName": "looby" } });
    let answer = post(&stack, "wait", &json!({ "match": wanted, "timeout_ms": 0 })).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::REQUEST_TIMEOUT, 20408), "{answer}");
    let near = &answer.json()["near_misses"][0];
    assert_eq!(near["differs"], json!(["body"]));
    assert_eq!(near["entry"]["request"]["body"]["UniqueName"], "lobby");
}

#[tokio::test]
async fn webhooks_are_kept_with_what_was_answered() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let url = receiver.url("/post");
    let form = [("PostWebhookUrl", url.as_str()), ("Filters", "onConversationAdded")];
    stack.rest().post("/v1/Configuration/Webhooks", &form).await;
    let webhook = [("X-Twilio-Webhook-Enabled", "true")];
    let body = "UniqueName=lobby";
    stack.rest().send_with(Method::POST, "/v1/Conversations", &webhook, body).await;
    receiver.next_request().await;
    let wanted = json!({ "side": "webhook", "event": "onConversationAdded", "status": 200 });
    let answer = post(&stack, "wait", &json!({ "match": wanted, "timeout_ms": 50000 })).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    let entry = &answer.json()["entries"][0];
    assert_eq!(entry["path"], url);
    assert!(entry["request"]["headers"]["x-twilio-signature"].is_string(), "{entry}");
    assert_eq!(entry["request"]["body"]["EventType"], "onConversationAdded");
}

#[tokio::test]
async fn pages_go_on_behind_a_cursor() {
    let stack = Stack::frozen().await;
    lobby(&stack).await;
    let page = |path: String| {
        let stack = &stack;
        async move { stack.rest().get(&path).await.json() }
    };
    let ids = |page: &Value| -> Vec<u64> {
        let entries = page["entries"].as_array().expect("entries");
        entries.iter().map(|it| it["id"].as_u64().expect("a number")).collect()
    };
    let filter = "/_emulator/v1/journal?side=rest&method=post&path=/v1/Conversations*";
    let first = page(format!("{filter}&after=0&limit=2")).await;
    let next = first["next_after"].as_u64().expect("more");
    let second = page(format!("{filter}&after={next}&limit=2")).await;
    assert_eq!(second["next_after"], Value::Null, "{second}");
    let all = page(filter.to_owned()).await;
    assert_eq!([ids(&first), ids(&second)].concat(), ids(&all));
    assert_eq!(ids(&all).len(), 3);
    let latest = page(format!("{filter}&limit=1")).await;
    assert_eq!(ids(&latest), ids(&all)[2..]);
}

#[tokio::test]
async fn unknown_paths_are_listed_with_what_was_meant() {
    let stack = Stack::frozen().await;
    for _ in 0..2 {
        stack.rest().get("/v1/Conversation").await;
    }
    // A path that is known, of a resource that is not there.
    stack.rest().get("/v1/Conversations/nowhere").await;
    let listed = stack.rest().get("/_emulator/v1/journal/unknown").await.json();
    let wanted = json!({ "unknown": [{
        "method": "GET",
        "path": "/v1/Conversation",
        "count": 2,
        "nearest": { "operation": "ListConversation", "method": "GET", "path": "/v1/Conversations" },
    }] });
    assert_eq!(listed, wanted);
}

#[tokio::test]
async fn rest_is_exported_as_an_http_archive() {
    let stack = Stack::frozen().await;
    lobby(&stack).await;
    let har = stack.rest().get("/_emulator/v1/journal/har?operation=CreateConversation").await;
    let log = &har.json()["log"];
    assert_eq!((&log["version"], &log["creator"]["name"]), (&json!("1.2"), &json!("fake-twilio")));
    let [entry] = log["entries"].as_array().expect("entries").as_slice() else { panic!("{log}") };
    assert_eq!(entry["request"]["url"], "http://conversations.twilio.com/v1/Conversations");
    let field = json!([{ "name": "UniqueName", "value": "lobby" }]);
    assert_eq!(entry["request"]["postData"]["params"], field);
    assert_eq!(entry["response"]["status"], 201);
    let text = entry["response"]["content"]["text"].as_str().expect("a text");
    assert!(text.contains("lobby"), "{text}");
}

#[tokio::test]
async fn the_journal_is_cleared_alone_or_with_a_reset() {
    let stack = Stack::frozen().await;
    let count = || async { post(&stack, "count", &json!({})).await.json() };
    lobby(&stack).await;
    let before = count().await;
    stack.rest().send(Method::POST, "/_emulator/v1/reset", "{}").await;
    assert_eq!(count().await, before, "a reset leaves the journal");
    let cleared = post(&stack, "clear", &json!({})).await.json();
    assert_eq!(cleared["cleared"], before["count"]);
    let after = count().await;
    assert_eq!((&after["count"], &after["last_id"]), (&json!(0), &before["last_id"]));
    lobby(&stack).await;
    let reset = stack.rest().send(Method::POST, "/_emulator/v1/reset", r#"{"journal":true}"#).await;
    assert_eq!(reset.status, StatusCode::OK, "{reset}");
    assert_eq!(count().await["count"], 0);
}

#[tokio::test]
async fn a_journal_that_is_off_is_empty_and_refuses_waits() {
    let stack = Stack::frozen_with(|builder| builder.journal(0)).await;
    lobby(&stack).await;
    assert_eq!(post(&stack, "count", &json!({})).await.json()["count"], 0);
    let refused = post(&stack, "wait", &json!({ "match": {} })).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused}");
}

#[tokio::test]
async fn wrong_queries_are_refused() {
    let stack = Stack::frozen().await;
    for (verb, body) in [
        ("find", json!({ "match": { "sid": "x" } })),
        ("find", json!({ "match": { "side": "front" } })),
        ("wait", json!({ "timeout_ms": 600_001 })),
        ("wait", json!({ "count": 0 })),
        ("wait", json!({ "count": 100_000 })),
        ("count", json!({ "after": -1 })),
        ("clear", json!({ "account_sid": "AC1" })),
    ] {
        let answer = post(&stack, verb, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{verb} {body} {answer}");
    }
    let answer = stack.rest().get("/_emulator/v1/journal?colour=red").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer}");
}
