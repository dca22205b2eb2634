//! A small ngrok: TLS, muxado's frames, and the calls that a tunnel takes (crates `ngrok` 0.19.0, `muxado` 0.5.4).

use std::{collections::BTreeMap, io, path::Path, sync::Arc, time::Duration};

use jiff::Timestamp;
use local_server::{CertificateAuthority, Leaves, Scope};
use login_server::Ngrok;
use rustls::{ServerConfig, crypto::aws_lc_rs, sign::SingleCertAndKey};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// The token that this ngrok knows.
pub(crate) const TOKEN: &str = "2abcDEF_a-token-that-nobody-may-see";
/// The address that it gives out.
pub(crate) const HOST: &str = "app.example";
pub(crate) const ORIGIN: &str = "https://app.example";

/// Far longer than anything here takes, also on a busy machine.
pub(super) const LONG: Duration = Duration::from_secs(60);

/// Types of streams.
pub(crate) const AUTH: u32 = 0;
pub(crate) const BIND: u32 = 1;
const PROXY: u32 = 3;
const STOP_TUNNEL: u32 = 9;
const HEARTBEAT: u32 = u32::MAX;

/// Types of frames, and the flags of the first and the last one of a stream.
const DATA: u8 = 1;
const GO_AWAY: u8 = 3;
const FIN: u8 = 1;
const SYN: u8 = 2;

pub(crate) struct Server {
    listener: TcpListener,
    tls: TlsAcceptor,
    authority: String,
    _folder: TempDir,
}

/// The connection of a client.
pub(crate) struct Connection {
    stream: TlsStream<TcpStream>,
    /// What came of each stream that has not ended.
    received: BTreeMap<u32, Vec<u8>>,
    /// The next stream of ours.
    next: u32,
}

/// A call of the client.
pub(crate) struct Call {
    stream: u32,
    pub(crate) body: Value,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (tls, authority) = tls(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener, tls, authority, _folder: folder }
    }

    /// A client of this server.
    pub(crate) fn client(&self) -> Ngrok {
        let mut ngrok = Ngrok::new(TOKEN.parse().unwrap());
        ngrok.server = Some(format!("localhost:{}", self.listener.local_addr().unwrap().port()));
        ngrok.authority = Some(self.authority.clone());
        ngrok
    }

    pub(crate) async fn accept(&self) -> Connection {
        let (stream, _) = timeout(LONG, self.listener.accept()).await.expect("a client").unwrap();
        let stream = self.tls.accept(stream).await.unwrap();
        Connection { stream, received: BTreeMap::new(), next: 2 }
    }

    /// Lets a client log in and open a tunnel; returns what it asked for.
    pub(crate) async fn serve(&self) -> (Connection, Value, Value) {
        let mut connection = self.accept().await;
        let login = connection.call(AUTH).await;
        let answer = json!({ "Version": "3", "ClientId": "client-1", "Extra": {} });
        connection.answer(&login, &answer).await;
        let bind = connection.call(BIND).await;
        let mut answer = json!({ "Id": "tunnel-1", "URL": ORIGIN, "Proto": "https" });
        answer["Opts"] = bind.body["Opts"].clone();
        answer["Extra"] = json!({ "Token": "of-the-tunnel" });
        connection.answer(&bind, &answer).await;
        (connection, login.body, bind.body)
    }
}

fn tls(folder: &Path) -> (TlsAcceptor, String) {
    let now = Timestamp::now();
    let authority = CertificateAuthority::open(folder, Scope::Lan, now).unwrap();
    let pem = authority.pem().to_owned();
    let certificate = Leaves::new(&authority, now).unwrap().certificate("localhost").unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::unwrap_or_clone(certificate))));
    (TlsAcceptor::from(Arc::new(config)), pem)
}

impl Connection {
    /// The next call, which has to be of this type.
    pub(crate) async fn call(&mut self, expected: u32) -> Call {
        loop {
            let (stream, _) = self.read().await.expect("a frame");
            let Some((kind, body)) = self.received[&stream].split_first_chunk() else { continue };
            let kind = u32::from_be_bytes(*kind);
            let Ok(body) = serde_json::from_slice(body) else { continue };
            if kind != HEARTBEAT {
                assert_eq!(kind, expected, "{body}");
                // What follows is its end.
                self.received.remove(&stream);
                return Call { stream, body };
            }
        }
    }

    pub(crate) async fn answer(&mut self, call: &Call, answer: &Value) {
        self.write(call.stream, FIN, answer.to_string().as_bytes()).await;
    }

    /// Passes a request on, and returns the answer of the client.
    pub(crate) async fn request(&mut self, request: &str) -> String {
        let header = json!({
            "Id": "tunnel-1", "ClientAddr": "192.0.2.7:4000", "Proto": "https", "EdgeType": "3",
            "PassthroughTLS": false,
        });
        let header = header.to_string();
        let mut first = header.len().to_le_bytes().to_vec();
        first.extend_from_slice(header.as_bytes());
        first.extend_from_slice(request.as_bytes());
        let stream = self.open(PROXY, &first).await;
        while !matches!(self.read().await, Some((it, FIN)) if it == stream) {}
        String::from_utf8(self.received.remove(&stream).unwrap()).unwrap()
    }

    /// Ends the tunnel.
    pub(crate) async fn stop_tunnel(&mut self, message: &str) {
        let body = json!({ "Id": "tunnel-1", "Message": message, "ErrorCode": "ERR_NGROK_1" });
        self.open(STOP_TUNNEL, body.to_string().as_bytes()).await;
    }

    /// Returns when the client has ended the connection.
    pub(crate) async fn ended(&mut self) {
        while self.read().await.is_some() {}
    }

    async fn open(&mut self, kind: u32, first: &[u8]) -> u32 {
        let stream = self.next;
        self.next += 2;
        self.write(stream, SYN, &[&kind.to_be_bytes()[..], first].concat()).await;
        stream
    }

    async fn write(&mut self, stream: u32, flags: u8, body: &[u8]) {
        let length = u32::try_from(body.len()).unwrap();
        let head = (length << 8) | (u32::from(DATA) << 4) | u32::from(flags);
        let frame = [&head.to_be_bytes()[..], &stream.to_be_bytes(), body].concat();
        self.stream.write_all(&frame).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Reads data of a stream; returns the stream and whether that was the last. Nothing at the end.
    async fn read(&mut self) -> Option<(u32, u8)> {
        loop {
            let frame = timeout(LONG, self.frame()).await.expect("a frame or an end");
            let (kind, flags, stream, body) = frame.ok()?;
            match kind {
                DATA => {
                    self.received.entry(stream).or_default().extend_from_slice(&body);
                    return Some((stream, flags & FIN));
                }
                GO_AWAY => return None,
                _ => {}
            }
        }
    }

    async fn frame(&mut self) -> io::Result<(u8, u8, u32, Vec<u8>)> {
        let head = self.stream.read_u32().await?;
        let stream = self.stream.read_u32().await?;
        let mut body = vec![0; usize::try_from(head >> 8).unwrap()];
        self.stream.read_exact(&mut body).await?;
        let [.., kinds] = head.to_be_bytes();
        Ok((kinds >> 4, kinds & 0xf, stream, body))
    }
}
