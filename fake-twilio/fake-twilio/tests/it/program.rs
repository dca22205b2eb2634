use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};
use tokio_rustls::TlsConnector;

const INIT_TIMEOUT: Duration = Duration::from_secs(20);

/// What must not be told, as secret, as header and as token.
const SECRETS: [&str; 4] = [
    "the-auth-token",
    "the-key-secret",
    "QUMwOnRoZS1hdXRoLXRva2Vu",
    "eyJhbGciOiJIUzI1NiJ9.e30.sig",
];

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fake-twilio"));
    command
        .current_dir(folder)
        .env_clear()
        .args(["--listen", "0", "--ready-file", "ready.json", "--ca-dir", "ca"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn ready(folder: &Path) -> Value {
    let there = async {
        loop {
            if let Ok(text) = std::fs::read(folder.join("ready.json")) {
                break serde_json::from_slice(&text).expect("the file is complete");
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(INIT_TIMEOUT, there).await.expect("the ready file appears")
}

/// Sends bytes on a connection of their own and reads until something ends as expected.
async fn say(ready: &Value, bytes: &[u8], end: &[u8]) {
    let address = ready["url"].as_str().unwrap().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut said = Vec::new();
    let heard = async {
        while !said.windows(end.len()).any(|part| part == end) {
            said.push(stream.read_u8().await.unwrap());
        }
    };
    timeout(INIT_TIMEOUT, heard).await.expect("an answer");
}

async fn ended(mut child: Child) -> String {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    let mut log = String::new();
    let mut stderr = child.stderr.take().unwrap();
    timeout(INIT_TIMEOUT, stderr.read_to_string(&mut log)).await.expect("it ends").unwrap();
    assert!(child.wait().await.unwrap().success());
    log
}

#[tokio::test]
async fn nothing_secret_is_logged_however_much_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "the-key-secret\n").unwrap();
    let mut command = program(folder.path());
    command.args(["--api-key-secret", "@secret"]).env("RUST_LOG", "trace,tungstenite=trace");
    let child = command.env("FAKE_TWILIO_AUTH_TOKEN", SECRETS[0]).spawn().unwrap();
    let ready = ready(folder.path()).await;
    assert_eq!(
        (&ready["auth_token"], &ready["api_key_secret"]),
        (&SECRETS[0].into(), &SECRETS[1].into())
    );
    let rest = format!(
        "POST /v1/Conversations?x=1 HTTP/1.1\r\nhost: x\r\nauthorization: Basic {}\r\n\
         content-length: 14\r\n\r\nthe-auth-token",
        SECRETS[2]
    );
    say(&ready, rest.as_bytes(), b"20003").await;
    let header =
        format!(r#"{{"method":"init","id":"1","payload_size":0,"token":"{}"}}"#, SECRETS[3]);
    let frame = format!("TWILSOCK V3.0 {}\r\n{header}\r\n", header.len());
    let length = u8::try_from(frame.len()).expect("a short frame");
    let mut bytes = b"GET /v3/wsconnect HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n\
        connection: upgrade\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        .to_vec();
    bytes.extend([0x82, 0xfe, 0, length, 0, 0, 0, 0]);
    bytes.extend(frame.as_bytes());
    say(&ready, &bytes, b"UNAUTHORIZED").await;
    let log = ended(child).await;
    for secret in SECRETS {
        assert!(!log.contains(secret), "{log}");
    }
    // The refusals are told, without colours.
    assert!(log.contains("/v1/Conversations") && log.contains("20003"), "{log}");
    assert!(log.contains("twilsock client refused") && !log.contains('\u{1b}'), "{log}");
}

/// The log tells why TLS was refused, with what to do.
#[tokio::test]
async fn tls_that_is_refused_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let child = program(folder.path()).spawn().unwrap();
    let ready = ready(folder.path()).await;
    let ca_file = Path::new(ready["ca_file"].as_str().unwrap()).to_owned();
    assert!(folder.path().join(&ca_file).exists(), "{}", ca_file.display());
    assert_eq!(ready["proxy_url"], ready["url"]);
    // ClientHello of TLS 1.0 and 1.1 with one cipher suite.
    for minor in [1, 2] {
        let mut hello = vec![0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, minor];
        hello.extend([0; 32]);
        hello.extend([0, 0, 2, 0, 0x2f, 1, 0]);
        // Fatal alert.
        say(&ready, &hello, &[2]).await;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let address = ready["url"].as_str().unwrap().trim_start_matches("http://");
    for name in ["example.org", "127.0.0.1", "api.twilio.com"] {
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        connector.connect(name, stream).await.unwrap_err();
    }
    let log = ended(child).await;
    for (times, told, what_to_do) in [
        (2, "TLS 1.2 and 1.3 are spoken here", "let it use one of them, or http"),
        (
            1,
            "asked for example.org was refused: https is for Twilio's host names alone",
            "use http with any other name",
        ),
        (1, "names no host was refused", "by proxy; this address speaks http"),
        (1, "does not trust the emulator's certificate authority", "give it the file that"),
    ] {
        let lines = log.lines().filter(|it| it.contains(told) && it.contains(what_to_do));
        assert_eq!(lines.count(), times, "{told} … {what_to_do} in\n{log}");
    }
}

/// A program that starts the emulator takes it along, however it ends: the system closes its pipes.
#[tokio::test]
async fn the_emulator_ends_with_its_standard_input_if_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let mut child = command.arg("--exit-with-stdin").stdin(Stdio::piped()).spawn().unwrap();
    ready(folder.path()).await;
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"what is written does not matter").await.unwrap();
    assert!(child.try_wait().unwrap().is_none());
    drop(stdin);
    let status = timeout(INIT_TIMEOUT, child.wait()).await.expect("it ends").unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn a_taken_port_and_a_wrong_moment_are_refused_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let child = program(folder.path()).spawn().unwrap();
    let url = ready(folder.path()).await["url"].as_str().unwrap().to_owned();
    let port = url.rsplit_once(':').unwrap().1.to_owned();
    for (arguments, told) in [
        (["--listen", &*port], "--listen 127.0.0.1:0"),
        (["--now", "yesterday"], "2024-06-01T12:00:00Z"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fake-twilio"));
        let output = command.args(arguments).env_clear().output();
        let output = timeout(INIT_TIMEOUT, output).await.expect("it ends").unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(told), "{error}");
    }
    ended(child).await;
}

/// What people see of a start is what the README shows.
#[tokio::test]
async fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../../../../README.md");
    let (_, shown) = readme.split_once("```text\n").expect("a sample");
    let (shown, _) = shown.split_once("```").expect("its end");
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let ready = ready(folder.path()).await;
    let mut stdout = child.stdout.take().unwrap();
    let log = ended(child).await;
    // Each line of the log begins with its moment.
    let log = log.lines().map(|line| line.split_once(' ').expect("a moment").1.trim_start());
    let mut printed: Vec<String> = log.map(str::to_owned).collect();
    let mut announced = String::new();
    stdout.read_to_string(&mut announced).await.unwrap();
    printed.extend(announced.lines().map(str::to_owned));
    let url = ready["url"].as_str().unwrap();
    let printed = printed.join("\n").replace(url, "http://127.0.0.1:4010");
    assert_eq!(printed, shown.trim_end());
}

/// What a command prints.
async fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fake-twilio")).args(arguments).output();
    let output = timeout(INIT_TIMEOUT, output).await.expect("an end").expect("a start");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("a text")
}

#[tokio::test]
async fn shells_and_man_read_what_it_prints() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]).await;
        assert!(script.contains("seed-file") && script.contains("browser"), "{shell}: {script}");
    }
    let program = printed(&["man"]).await;
    assert!(program.contains(".TH fake-twilio 1") && program.contains("FAKE_TWILIO_LISTEN"));
    let command = printed(&["man", "run"]).await;
    assert!(command.contains(".TH fake-twilio-run 1") && command.contains("keep\\-credentials"));
}

#[tokio::test]
async fn accounts_are_exported_at_the_end_and_imported_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let archive = || std::fs::read_to_string(folder.path().join("world.jsonl")).unwrap();
    std::fs::write(folder.path().join("world.yaml"), "users: [{ identity: ada }]").unwrap();
    let export = ["--export-on-exit", "world.jsonl"];
    let mut command = program(folder.path());
    let child = command.args(export).args(["--seed-file", "world.yaml"]).spawn().unwrap();
    ready(folder.path()).await;
    ended(child).await;
    let first = archive();
    assert!(first.contains("\"identity\":\"ada\""), "{first}");
    std::fs::remove_file(folder.path().join("ready.json")).unwrap();
    let mut command = program(folder.path());
    command.env("FAKE_TWILIO_IMPORT", "world.jsonl").args(export);
    let child = command.spawn().unwrap();
    ready(folder.path()).await;
    ended(child).await;
    assert_eq!(archive(), first);
    for (option, file, text, why) in [
        ("--import", "wrong.jsonl", "{\"archive\":{}}", "line 1: missing field `format`"),
        ("--seed-file", "wrong.yaml", "users: [{ identity: a, role: b }]", "users[0].role"),
    ] {
        std::fs::write(folder.path().join(file), text).unwrap();
        let refused = program(folder.path()).args([option, file]).output();
        let refused = timeout(INIT_TIMEOUT, refused).await.expect("it ends").unwrap();
        let log = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && log.contains(file) && log.contains(why), "{log}");
    }
}
