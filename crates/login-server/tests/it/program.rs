//! The program as a process: ready file, `.env`, signals, start-up errors.

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

const TIMEOUT: Duration = Duration::from_secs(20);

const SECRET: &str = "the-real-secret";

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_login-server"));
    command
        .current_dir(folder)
        .env_clear()
        .args(["--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn telling_program(folder: &Path) -> Command {
    let mut command = program(folder);
    command.args(["--ready-file", "ready.json"]);
    command
}

/// Starts the program and returns what it logs until it listens.
async fn started(command: &mut Command, said: &mut String) -> Child {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let listening = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            said.push_str(&line);
            if line.contains("listening") {
                break;
            }
        }
    };
    timeout(TIMEOUT, listening).await.expect("it listens");
    // Whatever comes later has to go somewhere.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    child
}

async fn ready(folder: &Path) -> Value {
    let file = folder.join("ready.json");
    let there = async {
        loop {
            if let Ok(text) = fs::read(&file) {
                break serde_json::from_slice(&text).expect("the file is complete");
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(TIMEOUT, there).await.expect("the ready file appears")
}

async fn ended(child: &mut Child, signal: &str) -> Option<i32> {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args([signal, &pid]).status().await.unwrap().success());
    timeout(TIMEOUT, child.wait()).await.expect("it ends").unwrap().code()
}

async fn failed(command: &mut Command) -> String {
    let output: Output = timeout(TIMEOUT, command.output()).await.expect("it ends").unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn it_tells_that_it_is_ready_and_ends_cleanly() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut said = String::new();
        let mut child = started(&mut telling_program(folder.path()), &mut said).await;
        assert!(said.contains("emulator=http://127.0.0.1:4010"), "{said}");

        let ready = ready(folder.path()).await;
        assert_eq!(ready["backend"], "emulator");
        assert_eq!(ready["pid"], child.id().unwrap());
        let address = ready["url"].as_str().unwrap().trim_start_matches("http://");
        assert!(tokio::net::TcpStream::connect(address).await.is_ok());
        assert_eq!(ended(&mut child, signal).await, Some(0));
    }
}

#[tokio::test]
async fn env_file_and_environment_choose_live_without_printing_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let sids = "0123456789abcdef0123456789abcdef";
    let env = format!(
        "# settings\nTWILIO_BACKEND=live\nTWILIO_ACCOUNT_SID=AC{sids}\n\
         TWILIO_API_KEY_SID=\"SK{sids}\"\nTWILIO_API_KEY_SECRET=\n"
    );
    fs::write(folder.path().join(".env"), env).unwrap();
    let error = failed(&mut program(folder.path())).await;
    assert!(error.contains("TWILIO_API_KEY_SECRET is missing"), "{error}");

    let mut said = String::new();
    let mut command = telling_program(folder.path());
    let command = command.env("TWILIO_API_KEY_SECRET", SECRET).env("RUST_LOG", "trace");
    let mut child = started(command, &mut said).await;
    assert!(said.contains("live") && !said.contains(SECRET), "{said}");
    assert_eq!(ready(folder.path()).await["backend"], "live");
    assert_eq!(ended(&mut child, "-TERM").await, Some(0));
}

#[tokio::test]
async fn a_broken_env_file_is_refused_without_quoting_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), format!("{SECRET} stands here alone\n")).unwrap();
    let error = failed(&mut program(folder.path())).await;
    assert!(error.contains(".env") && !error.contains(SECRET), "{error}");
}

#[tokio::test]
async fn a_ready_file_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let error = failed(command.args(["--ready-file", "missing/ready.json"])).await;
    assert!(error.contains("failed to write the ready file missing/ready.json"), "{error}");
}

#[tokio::test]
async fn a_tunnel_needs_the_feature_and_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = if cfg!(feature = "ngrok") {
        "NGROK_AUTHTOKEN is missing: set it in the environment or in .env"
    } else {
        "cargo run --package login-server --features ngrok -- --tunnel ngrok"
    };
    let error = failed(program(folder.path()).args(["--tunnel", "ngrok"])).await;
    assert!(error.contains(wanted), "{error}");
    let error = failed(program(folder.path()).env("FAKE_TWILIO_TUNNEL", "ngrok")).await;
    assert!(error.contains(wanted), "{error}");
}
