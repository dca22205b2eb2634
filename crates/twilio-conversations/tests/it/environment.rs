//! Proxies and root certificates that the environment names, each in a process of its own.
//!
//! `tests/tls` has two certificates of `localhost` and `conversations.example` that are their own roots,
//! and the key of one of them: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes
//! -days 36500 -subj /CN=test -addext subjectAltName=DNS:localhost,DNS:conversations.example -addext
//! basicConstraints=critical,CA:FALSE`.

use std::{env, net::SocketAddr, process::Output, sync::Arc};

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::Command,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;
use twilio_conversations::{Client, Config, Credentials};

use crate::sample;

/// Set in the processes that the tests here start: the origin that they fetch from.
const URL: &str = "CONVERSATIONS_TEST_URL";

/// The test that is started as such a process, because variables belong to a process.
const CHILD: &str = "environment::the_proxy_and_the_certificates_of_the_environment_are_used";

const ROOT: (&str, &str) =
    ("SSL_CERT_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/server.pem"));

const OTHER_ROOT: (&str, &str) =
    ("SSL_CERT_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/other.pem"));

async fn child(url: &str) {
    let config = Config::new(Credentials::new("SK-name", "the secret"));
    let client = Client::new(&config.base_url(url.parse().unwrap())).unwrap();
    let room = client.conversations().fetch("lobby").await.unwrap();
    assert_eq!(room.friendly_name.as_deref(), Some("Room 1"));
}

async fn fetch(url: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", CHILD]);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command.env_remove("SSL_CERT_DIR").env(URL, url).envs(variables.iter().copied());
    command.kill_on_drop(true).output().await.unwrap()
}

#[track_caller]
fn assert_passed(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// A server with a certificate that is trusted only by `SSL_CERT_FILE`.
struct TlsServer {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl TlsServer {
    async fn start() -> Self {
        let root = CertificateDer::from_pem_slice(include_bytes!("../tls/server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("../tls/server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![root], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    /// Answers one connection, and returns the head of the request for a tunnel if `by_proxy`.
    fn answer_one(self, by_proxy: bool) -> JoinHandle<String> {
        tokio::spawn(async move {
            let (mut stream, _) = self.listener.accept().await.unwrap();
            let asked = if by_proxy { tunnel(&mut stream).await } else { String::new() };
            let stream = self.acceptor.accept(stream).await.unwrap();
            let service = service_fn(async |_| {
                let body = sample::conversation(1).to_string();
                Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from(body))))
            });
            // The client's process ends without closing the connection.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            asked
        })
    }
}

/// Reads the head of a `CONNECT` and grants it.
async fn tunnel(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    String::from_utf8(head).unwrap()
}

#[tokio::test]
async fn the_proxy_and_the_certificates_of_the_environment_are_used() {
    if let Ok(url) = env::var(URL) {
        return child(&url).await;
    }
    let server = TlsServer::start().await;
    let proxy = format!("http://user:pass@{}", server.address());
    let asked = server.answer_one(true);
    assert_passed(&fetch("https://conversations.example", &[("HTTPS_PROXY", &proxy), ROOT]).await);
    let asked = asked.await.unwrap().to_ascii_lowercase();
    assert!(asked.starts_with("connect conversations.example:443 http/1.1\r\n"), "{asked}");
    assert!(asked.contains("proxy-authorization: basic dxnlcjpwyxnz\r\n"), "{asked}");
}

#[tokio::test]
async fn hosts_without_a_proxy_are_dialled_directly() {
    let server = TlsServer::start().await;
    let url = format!("https://localhost:{}", server.address().port());
    let answered = server.answer_one(false);
    // Nothing listens on port 9.
    let proxy = ("HTTPS_PROXY", "http://127.0.0.1:9");
    let direct = ("NO_PROXY", "other.example,localhost");
    assert_passed(&fetch(&url, &[proxy, direct, ROOT]).await);
    answered.await.unwrap();

    let output = fetch(&url, &[proxy, ROOT]).await;
    assert!(String::from_utf8_lossy(&output.stdout).contains("Connect("), "{output:?}");
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_ends_the_call() {
    let server = TlsServer::start().await;
    let url = format!("https://localhost:{}", server.address().port());
    let refused = server.answer_one(false);
    let output = fetch(&url, &[OTHER_ROOT]).await;
    assert!(String::from_utf8_lossy(&output.stdout).contains("Connect("), "{output:?}");
    assert!(refused.await.is_err(), "the handshake failed");
}

#[tokio::test]
async fn a_file_without_certificates_is_an_error() {
    let output = fetch("https://localhost:9", &[("SSL_CERT_FILE", "no-such-file.pem")]).await;
    assert!(String::from_utf8_lossy(&output.stdout).contains("Roots("), "{output:?}");
}
