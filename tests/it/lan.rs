//! The app for other machines on the network: https, and everything at one origin. The second machine is a second
//! loopback address.

use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use e2e::{Stack, login_config, soon, tools_missing, trusting};
use fake_twilio::FakeTwilio;
use http::StatusCode;
use jiff::Timestamp;
use local_server::{CertificateAuthority, Scope};
use login_server::LoginServer;
use rustls::pki_types::ServerName;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    process::Command,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use crate::browser::chromium_missing;

/// Another address of this machine.
const PHONE: [u8; 4] = [127, 0, 0, 2];
const PHONE_ADDRESS: &str = "127.0.0.2";

/// Two people meet in one browser, on a machine that does much else.
const ALL_WITHIN: Duration = Duration::from_secs(5 * 60);

struct Lan {
    server: LoginServer,
    _emulator: Arc<FakeTwilio>,
    folder: TempDir,
}

impl Lan {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let emulator = FakeTwilio::builder().start().await.expect("an emulator");
        let emulator = Arc::new(emulator);
        let mut config = login_config(&emulator);
        config.listen = ([0, 0, 0, 0], 0).into();
        config.https = Some(folder.path().join("ca"));
        let server = LoginServer::start(config).await.expect("a login server");
        Self { server, _emulator: emulator, folder }
    }

    fn phone_url(&self) -> String {
        self.server.url_at(PHONE.into())
    }

    async fn dial(&self) -> TcpStream {
        TcpStream::connect((PHONE_ADDRESS, self.server.address().port()))
            .await
            .expect("a connection")
    }

    /// What a phone that trusts the authority gets by https.
    async fn fetch(&self, request: &str) -> (StatusCode, String) {
        let file = self.server.certificate().expect("a certificate");
        let connector = TlsConnector::from(Arc::new(trusting(file)));
        let name = ServerName::try_from(PHONE_ADDRESS).expect("an address");
        let stream = soon("TLS", connector.connect(name, self.dial().await)).await.expect("TLS");
        self.exchange(stream, request).await
    }

    /// The same by http.
    async fn fetch_plain(&self, request: &str) -> (StatusCode, String) {
        self.exchange(self.dial().await, request).await
    }

    async fn exchange(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        request: &str,
    ) -> (StatusCode, String) {
        let host = format!("{PHONE_ADDRESS}:{}", self.server.address().port());
        let (line, body) = request.split_once('\n').unwrap_or((request, ""));
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        // Some ends are without TLS's word of farewell.
        let _ = soon("an answer", stream.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
        (status, answer)
    }
}

fn json(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("JSON")
}

#[tokio::test]
async fn a_phone_is_told_its_own_origin_by_https() {
    let lan = Lan::start().await;
    let (phone, socket) = (lan.phone_url(), lan.phone_url().replacen("https", "wss", 1));
    let (status, answer) = lan.fetch("GET /config.json").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let config = json(&answer);
    assert_eq!(config["conversations"]["Twilsock"]["uri"], format!("{socket}/v3/wsconnect"));
    assert_eq!(config["video"]["wsServer"], format!("{socket}/signaling"));
    assert!(answer.contains(&format!("connect-src 'self' {phone} {socket};")), "{answer}");
    let (status, answer) = lan.fetch("POST /login\n{\"username\": \"ada\"}").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn http_leads_to_https_but_for_the_certificate() {
    let lan = Lan::start().await;
    let (status, answer) = lan.fetch_plain("GET /?x=1").await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT, "{answer}");
    assert!(answer.contains(&format!("location: {}/?x=1\r\n", lan.phone_url())), "{answer}");
    let (status, answer) = lan.fetch_plain("POST /login\n{\"username\": \"ada\"}").await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT, "{answer}");
    let (status, answer) = lan.fetch_plain("GET /ca.pem").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let pem = std::fs::read_to_string(lan.folder.path().join("ca/lan-ca.pem")).expect("a file");
    assert!(answer.ends_with(&pem) && answer.contains("application/x-x509-ca-cert"), "{answer}");
    assert!(!answer.contains("PRIVATE"), "{answer}");
}

#[tokio::test]
async fn sockets_and_media_are_passed_on_and_rest_is_not() {
    let lan = Lan::start().await;
    // The emulator asks for an upgrade, and for a token.
    let (status, answer) = lan.fetch("GET /v3/wsconnect").await;
    assert!(
        status == StatusCode::UPGRADE_REQUIRED || status == StatusCode::BAD_REQUEST,
        "{answer}"
    );
    let (status, answer) = lan.fetch(&format!("GET /v1/Services/IS{:032}/Media/ME1", 0)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
    for path in ["/v1/Conversations", "/_emulator/v1/health", "/2010-04-01/Accounts.json"] {
        let (status, answer) = lan.fetch(&format!("GET {path}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        assert_eq!(json(&answer)["error"], "There is nothing at this address.");
    }
}

#[tokio::test]
async fn a_server_on_this_machine_alone_passes_nothing_on() {
    let stack = Stack::frozen().await;
    let address = stack.login_url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    let request =
        format!("GET /v3/wsconnect HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    soon("an answer", stream.read_to_string(&mut answer)).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_and_phone_see_hear_and_read_each_other() {
    if tools_missing(&["playwright-core", "@twilio/conversations", "twilio-video"])
        || chromium_missing()
    {
        return;
    }
    let lan = Lan::start().await;
    let folder = lan.folder.path().join("ca");
    let authority = CertificateAuthority::open(&folder, Scope::Lan, Timestamp::now());
    meet(&lan.server.url(), &lan.phone_url(), &authority.expect("an authority")).await;
}

/// Lets two people meet in a browser that trusts an authority; one is at each of these addresses.
pub(crate) async fn meet(desk: &str, phone: &str, authority: &CertificateAuthority) {
    let mut script = Command::new("node");
    script
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/lan.mjs"))
        .env("DESK_URL", desk)
        .env("PHONE_URL", phone)
        .env("KEY_HASH", authority.public_key_hash())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let end =
        timeout(ALL_WITHIN, script.output()).await.expect("people met in time").expect("node");
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    assert!(end.status.success(), "{}{}", text(&end.stdout), text(&end.stderr));
}
