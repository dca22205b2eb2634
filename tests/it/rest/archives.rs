//! `snapshots`, `GET export` and `POST import` of the control API.

use e2e::{Answer, Rest, Stack};
use http::{Method, StatusCode};
use serde_json::json;

use super::conversation;

async fn control(rest: &Rest, path: &str, body: impl Into<bytes::Bytes>) -> Answer {
    rest.send(Method::POST, &format!("/_emulator/v1/{path}"), body).await
}

async fn export(stack: &Stack, query: &str) -> String {
    let answer = stack.rest().get(&format!("/_emulator/v1/export{query}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    String::from_utf8(answer.body.to_vec()).expect("UTF-8")
}

/// A conversation whose message shows a medium; gives the path of the medium.
async fn fill(stack: &Stack) -> String {
    let rest = stack.rest();
    let room = conversation(&rest, "lobby").await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let media = format!("/v1/Services/{}/Media", stack.service());
    let headers = [("content-type", "text/plain")];
    let medium = rest.send_with(Method::POST, &media, &headers, "good bytes").await.text("sid");
    let shown = [("Author", "ada"), ("Body", "see"), ("MediaSid", medium.as_str())];
    assert_eq!(rest.post(&format!("{room}/Messages"), &shown).await.status, StatusCode::CREATED);
    let binding = json!({ "identity": "ada", "binding_type": "fcm", "address": "the-device" });
    stack.seed("conversations/bindings", &binding).await;
    format!("{media}/{medium}/Content")
}

/// Reads a medium, as a client does that follows its address.
async fn read(stack: &Stack, content: &str) -> Answer {
    let led = stack.rest().get(content).await;
    let address = led.headers["location"].to_str().expect("an address");
    let path = address.split_once(".twilio.com").expect("one of Twilio's addresses").1;
    Rest::at(stack.emulator().address()).send_with(Method::GET, path, &[], "").await
}

#[tokio::test]
async fn an_archive_opens_accounts_in_another_emulator() {
    let (stack, other) = (Stack::frozen().await, Stack::live().await);
    fill(&stack).await;
    let opened = control(&stack.rest(), "accounts", "{}").await.json();
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    let theirs = stack.rest().authorized(&text("api_key_sid"), &text("api_key_secret"));
    theirs.post("/v1/Conversations", &[("UniqueName", "theirs")]).await;
    let archive = export(&stack, "").await;
    for secret in ["the-device", &text("auth_token"), &text("api_key_secret")] {
        assert!(!archive.contains(secret), "{secret}");
    }
    let imported = control(&other.rest(), "import", archive.clone()).await;
    assert_eq!(imported.status, StatusCode::OK, "{imported}");
    assert_eq!(export(&other, "").await, archive);
    let rest = || Rest::at(other.emulator().address());
    let theirs = rest().authorized(&text("account_sid"), "not-a-real-auth-token");
    assert_eq!(theirs.get("/v1/Conversations/theirs").await.status, StatusCode::OK);
    // With secrets, the keys that were drawn open it.
    let (whole, third) = (export(&stack, "?secrets=true").await, Stack::live().await);
    assert!(whole.contains("the-device"));
    control(&third.rest(), "import", whole.clone()).await;
    assert_eq!(export(&third, "?secrets=true").await, whole);
    let theirs = Rest::at(third.emulator().address())
        .authorized(&text("api_key_sid"), &text("api_key_secret"));
    assert_eq!(theirs.get("/v1/Conversations/theirs").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_bytes_of_media_come_back() {
    let stack = Stack::frozen().await;
    let content = fill(&stack).await;
    assert_eq!(read(&stack, &content).await.body, "good bytes");
    let archive = export(&stack, "").await;
    let snapshot = control(&stack.rest(), "snapshots/full", "{}").await;
    assert_eq!(snapshot.status, StatusCode::CREATED, "{snapshot}");
    for back in ["snapshots/full/restore", "import"] {
        control(&stack.rest(), "reset", "{}").await;
        assert_eq!(stack.rest().get(&content).await.status, StatusCode::NOT_FOUND);
        let body = if back == "import" { archive.clone() } else { "{}".to_owned() };
        let restored = control(&stack.rest(), back, body).await;
        assert_eq!(restored.status, StatusCode::OK, "{restored}");
        assert_eq!(read(&stack, &content).await.body, "good bytes");
        let device = if back == "import" { "" } else { "the-device" };
        assert!(export(&stack, "?secrets=true").await.contains(device));
    }
    let removed = stack.rest().delete("/_emulator/v1/snapshots/full").await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let gone = control(&stack.rest(), "snapshots/full/restore", "{}").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_snapshot_of_one_account_leaves_the_others_alone() {
    let stack = Stack::frozen().await;
    let opened = control(&stack.rest(), "accounts", "{}").await.json();
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    let other = stack.rest().authorized(&text("account_sid"), &text("auth_token"));
    let one = json!({ "account_sid": text("account_sid") }).to_string();
    let taken = control(&stack.rest(), "snapshots/theirs", one).await.json();
    assert_eq!(taken["account_sids"], json!([text("account_sid")]));
    let theirs = conversation(&other, "theirs").await;
    let ours = conversation(&stack.rest(), "ours").await;
    control(&stack.rest(), "snapshots/theirs/restore", "{}").await;
    assert_eq!(other.get(&theirs).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stack.rest().get(&ours).await.status, StatusCode::OK);
    // An account that was deleted comes back, with its secrets.
    let path = format!("/_emulator/v1/accounts/{}", text("account_sid"));
    assert_eq!(stack.rest().delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(other.get("/v1/Conversations").await.status, StatusCode::UNAUTHORIZED);
    control(&stack.rest(), "snapshots/theirs/restore", "{}").await;
    assert_eq!(other.get("/v1/Conversations").await.status, StatusCode::OK);
}

/// The archive with a line changed.
fn changed(archive: &str, kind: &str, from: &str, to: &str) -> String {
    let change = |line: &str| {
        let is_meant = line.starts_with(&format!("{{\"{kind}\":"));
        if is_meant { line.replacen(from, to, 1) } else { line.to_owned() }
    };
    let lines: Vec<String> = archive.lines().map(change).collect();
    assert_ne!(lines.join("\n") + "\n", archive, "{kind} has no {from}");
    lines.join("\n")
}

#[tokio::test]
async fn a_wrong_archive_is_refused_whole_with_its_line() {
    let stack = Stack::frozen().await;
    fill(&stack).await;
    let archive = export(&stack, "").await;
    let line = |kind: &str| {
        let place = archive.lines().position(|it| it.starts_with(&format!("{{\"{kind}\":")));
        place.expect("such a line") + 1
    };
    let missing = "IS00000000000000000000000000000009";
    for (wrong, why) in [
        (archive.lines().take(1).collect(), "line 1: no account follows".to_owned()),
        ("{}".to_owned(), "line 1: ".to_owned()),
        (
            changed(&archive, "archive", "\"version\":1", "\"version\":2"),
            "line 1: archive.version: this emulator reads 1, not 2".to_owned(),
        ),
        (
            changed(&archive, "blob", "Z29v", "AAAA"),
            "line 2: blob.sha256: is not that of the content".to_owned(),
        ),
        (
            changed(&archive, "account", &stack.service().to_string(), missing),
            format!("has no service {missing}"),
        ),
        (
            changed(&archive, "user", "\"identity\":", "\"identities\":"),
            format!("line {}: unknown field `identities`", line("user")),
        ),
        (
            changed(&archive, "message", "\"index\":0", "\"index\":1"),
            format!("line {}: message.index: 1 is not within 0..1", line("message")),
        ),
        (
            changed(&archive, "message", "\"attributes\":\"{}\"", "\"attributes\":\"{\""),
            format!("line {}: a text that is JSON was expected", line("message")),
        ),
        (
            changed(&archive, "message", "\"size\":10", "\"size\":11"),
            format!("line {}: message.media.size: the blob has 10 bytes", line("message")),
        ),
    ] {
        let refused = control(&stack.rest(), "import", wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why} {refused}");
        assert!(refused.text("message").contains(&why), "{why} {refused}");
        assert_eq!(export(&stack, "").await, archive);
    }
    let there = control(&stack.rest(), "accounts", "{}").await.text("chat_service_sid");
    let theirs = archive.replace(&stack.service().to_string(), &there);
    let refused = control(&stack.rest(), "import", theirs).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, 20409));
}

#[tokio::test]
async fn what_begins_again_draws_no_sid_again() {
    const SUPPORT: &str = "IS00000000000000000000000000000002";
    let stack = Stack::frozen().await;
    let opened = control(&stack.rest(), "accounts", "{}").await.json();
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    let account = text("account_sid");
    let rest = || stack.rest().authorized(&account, &text("auth_token"));
    let seed = json!({ "services": [{ "sid": SUPPORT, "friendly_name": "support" }] }).to_string();
    let load = format!("seed?account_sid={account}");
    let mut drawn = Vec::new();
    let mut draw = async || {
        for service in ["", &format!("/Services/{SUPPORT}")] {
            let made = rest().post(&format!("/v1{service}/Conversations"), &[]).await;
            assert_eq!(made.status, StatusCode::CREATED, "{made}");
            let sid = made.text("sid");
            assert!(!drawn.contains(&sid), "{sid} was drawn before");
            drawn.push(sid);
        }
        let room = rest().post("/v1/Rooms", &[]).await.text("sid");
        assert!(!drawn.contains(&room), "{room} was drawn before");
        drawn.push(room);
    };
    assert_eq!(control(&stack.rest(), &load, seed.clone()).await.status, StatusCode::CREATED);
    let body = json!({ "account_sid": account }).to_string();
    let taken = control(&stack.rest(), "snapshots/empty", body).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{taken}");
    draw().await;
    // The account is closed, and the snapshot opens it again.
    let closed = stack.rest().delete(&format!("/_emulator/v1/accounts/{account}")).await;
    assert_eq!(closed.status, StatusCode::NO_CONTENT);
    let restored = control(&stack.rest(), "snapshots/empty/restore", "{}").await;
    assert_eq!(restored.status, StatusCode::OK, "{restored}");
    draw().await;
    // A service is deleted, and a document makes it again.
    rest().delete(&format!("/v1/Services/{SUPPORT}")).await;
    assert_eq!(control(&stack.rest(), &load, seed).await.status, StatusCode::CREATED);
    draw().await;
}

#[tokio::test]
async fn names_and_addresses_that_are_there_twice_are_refused() {
    let (stack, other) = (Stack::frozen().await, Stack::frozen().await);
    let rest = stack.rest();
    // A name is free again when its room has ended.
    rest.post("/v1/Rooms", &[("UniqueName", "one")]).await;
    rest.post("/v1/Rooms/one", &[("Status", "completed")]).await;
    for name in ["one", "two"] {
        let made = rest.post("/v1/Rooms", &[("UniqueName", name)]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made}");
    }
    for number in ["+15005550006", "+15005550007"] {
        let form = [("Type", "sms"), ("Address", number)];
        rest.post("/v1/Configuration/Addresses", &form).await;
    }
    let archive = export(&stack, "").await;
    assert_eq!(control(&other.rest(), "import", archive.clone()).await.status, StatusCode::OK);
    let there = export(&other, "").await;
    for (from, to, kind, why) in [
        ("\"two\"", "\"one\"", "room", "room.room.unique_name: \"one\" is there already"),
        (
            "+15005550007",
            "+15005550006",
            "address",
            "address.address: \"+15005550006\" is there already",
        ),
    ] {
        let kind = format!("{{\"{kind}\":");
        let last = archive.lines().enumerate().filter(|(_, it)| it.starts_with(&kind)).last();
        let wrong = archive.replace(from, to);
        let refused = control(&other.rest(), "import", wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused}");
        let why = format!("line {}: {why}", last.expect("a line").0 + 1);
        assert!(refused.text("message").ends_with(&why), "{why} {refused}");
        assert_eq!(export(&other, "").await, there);
    }
}

#[tokio::test]
async fn secrets_that_cannot_be_are_refused_before_anything_is_changed() {
    let stack = Stack::frozen().await;
    fill(&stack).await;
    let archive = export(&stack, "").await;
    let key = r#"{"sid":"SK00000000000000000000000000000009","secret":"theirs"}"#;
    for (member, why) in [
        (r#""auth_token":"""#.to_owned(), "auth_token: must not be empty"),
        (
            format!("\"api_keys\":[{key},{key}]"),
            "api_keys: SK00000000000000000000000000000009 is there already",
        ),
        (
            format!("\"api_keys\":[{}]", key.replace("theirs", "")),
            "api_keys: the secret of SK00000000000000000000000000000009 must not be empty",
        ),
    ] {
        let wrong = changed(&archive, "account", "{\"sid\":", &format!("{{{member},\"sid\":"));
        let refused = control(&stack.rest(), "import", wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why} {refused}");
        assert!(refused.text("message").contains(why), "{why} {refused}");
        assert_eq!(export(&stack, "").await, archive);
    }
}

#[tokio::test]
async fn the_health_check_counts_what_is_there() {
    let stack = Stack::frozen().await;
    fill(&stack).await;
    for name in ["one", "two"] {
        stack.rest().post("/v1/Rooms", &[("UniqueName", name)]).await;
    }
    stack.rest().post("/v1/Rooms/one", &[("Status", "completed")]).await;
    let health = stack.rest().get("/_emulator/v1/health").await.json();
    assert_eq!((&health["conversations"], &health["rooms"]), (&json!(1), &json!(1)));
}
