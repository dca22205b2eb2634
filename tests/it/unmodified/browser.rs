//! `fake-twilio browser`, and a video chat whose page loads the SDKs from Twilio's host names.

use std::{
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use e2e::{Receiver, npm_packages, python_of_2020, python_with, soon, tools_missing};
use fake_twilio::{BrowserProxy, FakeTwilio};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

use super::{
    matrix,
    run::{fake_twilio, run},
};
use crate::browser::chromium_missing;

/// Two browsers start, and two people meet, on a machine that does much else.
const ALL_WITHIN: Duration = Duration::from_secs(5 * 60);

/// Packages that the page may load, and one that drives the browser.
const NPM: [&str; 5] = [
    "twilio-video",
    "video-2-3-0",
    "@twilio/conversations",
    "conversations-1-1-0",
    "playwright-core",
];

/// An application that runs by `fake-twilio run`, until this is dropped.
struct App {
    url: String,
    emulator: String,
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
    folder: TempDir,
}

impl App {
    async fn start(python: &Path, video: &str, conversations: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sdks = folder.path().join("sdk");
        std::fs::create_dir(&sdks).expect("a folder");
        for name in &NPM[..4] {
            let link = sdks.join(name.replace('/', "-"));
            symlink(npm_packages().join(name), link).expect("a link");
        }
        let app = format!("{}/unmodified/flask/app.py", env!("CARGO_MANIFEST_DIR"));
        let mut command = run(folder.path(), &["--offline"], &[&python.to_string_lossy(), &app]);
        command.env("FAKE_TWILIO_SDK_DIR", &sdks).env("VIDEO_SDK", video);
        command.env("CONVERSATIONS_SDK", conversations).env("PORT", "0");
        // A group of its own, so that the application ends with the test.
        let mut child = command.process_group(0).spawn().expect("a start");
        let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
        let emulator = after(&mut log, "the program runs on the emulator at ").await;
        let url = after(&mut log, " * Running on ").await;
        Self { url, emulator, child, log, folder }
    }

    /// Two people meet at the page; the versions of the SDKs that it loaded, which the document says.
    async fn visit(self, host: &str, server: &Path) -> Value {
        let loaded = self.meet().await;
        let version = |name: &str| loaded[name].as_str().expect("a version").to_owned();
        let page = format!(
            "`twilio-video` {} and `@twilio/conversations` {}",
            version("video"),
            version("conversations")
        );
        let server = matrix::of_python(server).name;
        matrix::compare_row(&format!("| {page} | `{host}` | {server} | yes |\n"));
        loaded
    }

    async fn meet(mut self) -> Value {
        let mut script = Command::new("node");
        script
            .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("browser/unmodified.mjs"))
            .env("PAGE_URL", &self.url)
            .env("EMULATOR_URL", &self.emulator)
            .env("FAKE_TWILIO", fake_twilio())
            .env("FAKE_TWILIO_CA_DIR", self.folder.path().join("ca"))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let visit = async {
            let read_on = async { while let Ok(Some(_)) = self.log.next_line().await {} };
            tokio::select! {
                end = script.output() => end.expect("node"),
                () = read_on => panic!("the application ended"),
            }
        };
        let end = timeout(ALL_WITHIN, visit).await.expect("people met in time");
        let (said, log) = (&end.stdout, String::from_utf8_lossy(&end.stderr));
        assert!(end.status.success(), "{}{log}", String::from_utf8_lossy(said));
        serde_json::from_slice(said).expect("JSON")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let Some(pid) = self.child.id() else { return };
        let group = format!("-{pid}");
        let _ = std::process::Command::new("kill").args(["-KILL", "--", &group]).status();
    }
}

/// The rest of the first line that has this in it.
async fn after(log: &mut Lines<BufReader<ChildStderr>>, what: &str) -> String {
    let mut heard = String::new();
    loop {
        let line = soon(what, log.next_line()).await.expect("a log");
        let Some(line) = line else { panic!("no {what} in {heard}") };
        if let Some((_, rest)) = line.split_once(what) {
            return rest.trim().to_owned();
        }
        heard += &line;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_2020_with_its_server_runs_as_it_is() {
    if tools_missing(&NPM) || chromium_missing() {
        return;
    }
    let Some(python) = python_of_2020() else { return };
    let video = "//media.twiliocdn.com/sdk/js/video/releases/2.3.0/twilio-video.min.js";
    let conversations =
        "//media.twiliocdn.com/sdk/js/conversations/releases/1.0.0/twilio-conversations.min.js";
    let app = App::start(&python, video, conversations).await;
    // Conversations 1.0.0 is in no registry.
    let loaded = app.visit("media.twiliocdn.com", &python).await;
    assert_eq!(loaded, json!({ "conversations": "1.1.0", "video": "2.3.0" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_today_with_its_server_runs_as_it_is() {
    if tools_missing(&NPM) || chromium_missing() {
        return;
    }
    let Some(python) = python_with("twilio, flask") else { return };
    let video = "https://sdk.twilio.com/js/video/releases/2.36.0/twilio-video.min.js";
    let conversations = "https://sdk.twilio.com/js/conversations/v3.0/twilio-conversations.min.js";
    let app = App::start(&python, video, conversations).await;
    let loaded = app.visit("sdk.twilio.com", &python).await;
    assert_eq!(loaded, json!({ "conversations": "3.0.1", "video": "2.36.0" }));
}

/// Sends a request line to the proxy; the answer.
async fn ask(proxy: &BrowserProxy, line: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let address = proxy.url().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let head = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    soon("an answer", stream.read_to_end(&mut answer)).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_browsers_proxy_leads_twilio_to_the_emulator_and_refuses_other_hosts() {
    // The emulator itself passes on everything.
    let fake = FakeTwilio::builder().proxy_allow("*").start().await.expect("a start");
    let receiver = Receiver::start().await;
    let emulator = fake.address().ip().to_string();
    let proxy =
        BrowserProxy::start((&emulator, fake.address().port()), &[]).await.expect("a proxy");
    let line = "GET http://media.twiliocdn.com/sdk/js/video/v1/twilio-video.min.js";
    let answer = ask(&proxy, line).await;
    assert!(answer.contains("fake-twilio sdk add video@1"), "{answer}");
    let answer = ask(&proxy, &format!("GET {}", receiver.url("/page"))).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    for line in ["GET http://example.org/", "CONNECT example.org:443"] {
        let answer = ask(&proxy, line).await;
        assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("--proxy-allow"), "{answer}");
    }
    let answer = ask(&proxy, "GET /").await;
    assert!(
        answer.starts_with("HTTP/1.1 400") && answer.contains("proxy of a browser"),
        "{answer}"
    );
}
