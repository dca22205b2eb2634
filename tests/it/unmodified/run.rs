//! `fake-twilio run`.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use e2e::{npm_packages, python, soon};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// The program, where cargo puts it: in the folder above that of this test.
pub(crate) fn fake_twilio() -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    let path = test.ancestors().nth(2).expect("its folder").join("fake-twilio");
    assert!(path.exists(), "{} missing: cargo build -p fake-twilio", path.display());
    path
}

/// `fake-twilio run` with these options, in an environment without proxies and certificates.
pub(super) fn run(folder: &Path, options: &[&str], program: &[&str]) -> Command {
    let mut command = Command::new(fake_twilio());
    let path = std::env::var_os("PATH").unwrap_or_default();
    command
        .env_clear()
        .env("PATH", path)
        .env("NODE_MODULES", npm_packages())
        .env("FAKE_TWILIO_CA_DIR", folder.join("ca"))
        .arg("run")
        .args(options)
        .arg("--")
        .args(program)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

pub(super) async fn output(command: &mut Command) -> (Output, String) {
    let output = soon("the end of the program", command.output()).await.expect("a start");
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, log)
}

/// What an application says in JSON.
pub(super) async fn said(command: &mut Command) -> Value {
    let (output, log) = output(command).await;
    assert!(output.status.success(), "{log}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

pub(super) fn script(name: &str) -> String {
    format!("{}/unmodified/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn a_python_application_runs_with_and_without_the_variables() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (python, app) = (python.to_string_lossy(), script("app.py"));
    for arguments in [&[&*python, &app][..], &[&python, &app, "--no-proxy"]] {
        let said = said(&mut run(folder.path(), &["--offline"], arguments)).await;
        assert_eq!(said["messages"], serde_json::json!(["hello"]));
        let urls = said["urls"].to_string();
        assert!(urls.contains("https://conversations.twilio.com/v1/Conversations/CH"), "{urls}");
        assert!(urls.contains("https://video.twilio.com/v1/Rooms/RM"), "{urls}");
        assert_eq!(said["account"], "active");
        assert_eq!(said["ice_servers"], serde_json::json!([]));
        for (call, product) in [("sms", "Programmable Voice and Messaging"), ("verify", "Verify")] {
            let refused = said[call].as_str().expect("a text");
            assert!(refused.contains(&format!("does not have {product}")), "{refused}");
        }
    }
}

#[tokio::test]
async fn ice_servers_are_those_of_the_options() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (python, app) = (python.to_string_lossy(), script("app.py"));
    let options = ["--ice-server", "stun:localhost:3478"];
    let said = said(&mut run(folder.path(), &options, &[&python, &app])).await;
    let expected =
        serde_json::json!([{ "url": "stun:localhost:3478", "urls": "stun:localhost:3478" }]);
    assert_eq!(said["ice_servers"], expected);
}

#[tokio::test]
async fn credentials_of_the_environment_are_replaced_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let show = ["sh", "-c", "echo $TWILIO_ACCOUNT_SID $TWILIO_AUTH_TOKEN $TWILIO_REGION"];
    let account = format!("AC{}", "1".repeat(32));
    let given = |command: &mut Command| {
        let command = command.env("TWILIO_ACCOUNT_SID", &account);
        command.env("TWILIO_AUTH_TOKEN", "private").env("TWILIO_REGION", "ie1");
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).trim().to_owned();

    let mut replaced = run(folder.path(), &[], &show);
    given(&mut replaced);
    let (end, log) = output(&mut replaced).await;
    assert_eq!(said(&end), "AC00000000000000000000000000000000 not-a-real-auth-token ie1");
    assert!(log.contains("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN"), "{log}");
    assert!(!log.contains("private") && !log.contains("TWILIO_REGION"), "{log}");

    // With them in the emulator, the account answers for itself.
    let fetch = [
        "curl",
        "--silent",
        "--fail",
        "--user",
        &format!("{account}:private"),
        &format!("https://api.twilio.com/2010-04-01/Accounts/{account}.json"),
    ];
    let mut kept = run(folder.path(), &["--keep-credentials"], &fetch);
    given(&mut kept);
    let (end, log) = output(&mut kept).await;
    assert!(end.status.success() && said(&end).contains(&account), "{log}");

    for options in [&["--live"][..], &[]] {
        let mut live = run(folder.path(), options, &show);
        given(&mut live);
        if options.is_empty() {
            live.env("TWILIO_BACKEND", "live");
        }
        assert_eq!(said(&output(&mut live).await.0), format!("{account} private ie1"));
    }
}

#[tokio::test]
async fn exit_status_and_signals_are_the_programs() {
    let folder = tempfile::tempdir().expect("a folder");
    for (program, status) in [
        (&["sh", "-c", "exit 7"][..], 7),
        (&["sh", "-c", "kill -KILL $$"], 128 + 9),
        (&["/nowhere/at/all"], 127),
    ] {
        let (end, log) = output(&mut run(folder.path(), &[], program)).await;
        assert_eq!(end.status.code(), Some(status), "{log}");
    }
    let script = "trap 'exit 42' TERM; echo ready; read -r _";
    let mut child = run(folder.path(), &[], &["bash", "-c", script]);
    let mut child = child.stdin(Stdio::piped()).spawn().expect("a start");
    // Kept open: the program reads until the signal comes.
    let input = child.stdin.take();
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = soon("the program", lines.next_line()).await.expect("a line");
    assert_eq!(line.as_deref(), Some("ready"));
    let pid = child.id().expect("a process").to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill").success());
    assert_eq!(soon("its end", child.wait()).await.expect("a status").code(), Some(42));
    drop(input);
}

#[tokio::test]
async fn the_environment_can_be_printed_for_a_shell() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut own = run(folder.path(), &[], &["sh", "-c", "echo $TWILIO_EMULATOR_URL; read -r _"]);
    let mut own = own.stdin(Stdio::piped()).spawn().expect("a start");
    let mut lines = BufReader::new(own.stdout.take().expect("its output")).lines();
    let url = soon("the address", lines.next_line()).await.expect("a line").expect("an address");
    let fetch = "eval \"$(\"$0\" env --emulator \"$1\")\"; curl --silent --fail \
        --user \"$TWILIO_API_KEY_SID:$TWILIO_API_KEY_SECRET\" https://conversations.twilio.com/v1/Services";
    let mut shell = Command::new("sh");
    shell.args(["-c", fetch]).arg(fake_twilio()).arg(url);
    shell.env("FAKE_TWILIO_CA_DIR", folder.path().join("ca")).stdout(Stdio::piped());
    let (end, log) = output(&mut shell).await;
    assert!(end.status.success(), "{log}");
    assert!(String::from_utf8_lossy(&end.stdout).contains("IS00000000000000000000000000000000"));
    drop(own.stdin.take());
    assert!(!soon("its end", own.wait()).await.expect("a status").success(), "read found an end");
}
