//! `fake-twilio ctl`, against an emulator of this process.

use std::{
    io::Write,
    process::{Output, Stdio},
    time::Duration,
};

use fake_twilio::FakeTwilio;
use serde_json::{Value, json};
use tokio::{process::Command, time::timeout};

const DEADLINE: Duration = Duration::from_secs(60);

async fn ctl(url: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fake-twilio"));
    command
        .env_clear()
        .env("TWILIO_EMULATOR_URL", url)
        .arg("ctl")
        .args(words)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    timeout(DEADLINE, command.output()).await.expect("an end").expect("a start")
}

/// The answer of a request that succeeds.
async fn answer(url: &str, words: &[&str]) -> Value {
    let output = ctl(url, words).await;
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {log}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{words:?}: no JSON: {log}"))
}

/// Takes snapshots and archives, and goes back to them.
async fn travel(url: &str) {
    assert_eq!(answer(url, &["snapshots", "before"]).await["name"], "before");
    let archive = ctl(url, &["export"]).await.stdout;
    let seed = answer(url, &["export", "--as-seed"]).await;
    assert_eq!(seed["conversations"][0]["unique_name"], "lobby");
    answer(url, &["reset"]).await;
    let health = answer(url, &["health"]).await;
    assert_eq!(health["conversations"], 0);
    answer(url, &["snapshots", "before", "restore"]).await;
    assert_eq!(ctl(url, &["export"]).await.stdout, archive);
    answer(url, &["reset"]).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &archive).expect("a written file");
    answer(url, &["import", file.path().to_str().expect("a path")]).await;
    assert_eq!(ctl(url, &["export"]).await.stdout, archive);
    assert!(ctl(url, &["delete", "snapshots", "before"]).await.status.success());
    let listed = answer(url, &["snapshots"]).await;
    assert_eq!(listed["snapshots"], json!([]));
}

#[tokio::test]
async fn an_emulator_is_seeded_steered_and_reset_from_a_shell() {
    let emulator = FakeTwilio::builder().start().await.expect("a start");
    let url = emulator.url();
    assert_eq!(answer(&url, &["health"]).await["status"], "ok");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    let yaml = "conversations:\n- { unique_name: lobby, participants: [ada, bob] }\n";
    file.write_all(yaml.as_bytes()).expect("a written file");
    let path = file.path().to_str().expect("a path");
    answer(&url, &["seed", path]).await;
    let send = ["act", "send", "identity=bob", "conversation=lobby", "body=hello there"];
    assert_eq!(answer(&url, &send).await["body"], "hello there");
    let opened = answer(&url, &["accounts", "{}"]).await;
    let sid = opened["account_sid"].as_str().expect("a SID");
    let listed = answer(&url, &["accounts"]).await;
    assert_eq!(listed["accounts"].as_array().expect("accounts").len(), 2);
    assert!(ctl(&url, &["accounts", sid]).await.status.success());
    assert_eq!(answer(&url, &["clock", "freeze"]).await["frozen"], true);
    let rule =
        ["faults", "match.operation=CreateConversationMessage", "effect.status=503", "count=2"];
    assert_eq!(answer(&url, &rule).await["id"], 1);
    assert_eq!(answer(&url, &["faults", "1"]).await["count"], 2);
    assert_eq!(answer(&url, &["delete", "faults"]).await["deleted"], 1);
    let counted = answer(&url, &["journal", "count", "match.side=rest"]).await;
    assert_eq!(counted["count"], 0, "acting is no REST request: {counted}");
    travel(&url).await;
    let reset = answer(&url, &["reset"]).await;
    assert_eq!(reset["disconnected"], 0);
    let gone = ctl(&url, &send).await;
    assert_eq!(gone.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&gone.stdout).expect("an error");
    assert_eq!(error["status"], 404, "{error}");
}

#[tokio::test]
async fn a_wait_that_is_in_vain_fails() {
    let emulator = FakeTwilio::builder().start().await.expect("a start");
    let output = ctl(&emulator.url(), &["wait", "match.identity=ada", "timeout_ms=0"]).await;
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stdout).expect("an error");
    assert_eq!((&error["status"], &error["near_misses"]), (&json!(408), &json!([])));
}

#[tokio::test]
async fn the_token_of_the_control_api_is_sent() {
    let token = "the-control-token".parse().expect("a token");
    let emulator = FakeTwilio::builder().control_token(token).start().await.expect("a start");
    assert_eq!(ctl(&emulator.url(), &["accounts"]).await.status.code(), Some(1));
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(&file, "the-control-token\n").expect("a written file");
    let named = format!("@{}", file.path().display());
    let listed = answer(&emulator.url(), &["accounts", "--control-token", &named]).await;
    assert_eq!(listed["accounts"].as_array().expect("accounts").len(), 1);
}

#[tokio::test]
async fn words_without_a_meaning_name_what_there_is() {
    let output = ctl("http://127.0.0.1:9", &["sing"]).await;
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && log.contains("journal wait"), "{log}");
}
