//! A server behind a tunnel: everything at the public address, and the local one beside it.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client, server, service::service_fn};
use hyper_util::rt::TokioIo;
use login_server::{Config, LoginServer, Tunnel};
use serde_json::json;
use tokio::{
    io::{DuplexStream, duplex},
    net::TcpListener,
    sync::mpsc,
    task::JoinSet,
};

use crate::{
    browser::{Answer, Browser, config},
    twilio::Twilio,
};

const HOST: &str = "app.example";
const ORIGIN: &str = "https://app.example";
const LOGIN: &str = r#"{"username":"alice"}"#;

/// The public end of a tunnel, where clients connect.
struct Public {
    connections: mpsc::Sender<Result<DuplexStream, String>>,
    ends: JoinSet<()>,
}

impl Public {
    fn tunnel() -> (Self, Tunnel) {
        let (connections, incoming) = mpsc::channel(1);
        let incoming = stream::unfold(incoming, |mut incoming| async {
            incoming.recv().await.map(|connection| (connection, incoming))
        });
        let tunnel = Tunnel::new(ORIGIN, incoming).unwrap();
        (Self { connections, ends: JoinSet::new() }, tunnel)
    }

    /// Opens a server behind a tunnel, and its local side.
    async fn open(config: Config) -> (Self, Browser) {
        let (public, tunnel) = Self::tunnel();
        let server = LoginServer::start_with_tunnel(config, tunnel).await.unwrap();
        (public, Browser::of(server))
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &'static str,
    ) -> Answer {
        let (near, far) = duplex(64 * 1024);
        self.connections.send(Ok(far)).await.unwrap();
        let (mut sender, connection) =
            client::conn::http1::handshake(TokioIo::new(near)).await.unwrap();
        self.ends.spawn(async { connection.await.unwrap() });
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::<Bytes>::from(body)).unwrap();
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[("host", HOST)], "").await
    }

    async fn log_in(&mut self, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, "/login", headers, LOGIN).await
    }
}

/// An emulator that answers with what it was asked; returns its origin.
async fn echo(tasks: &mut JoinSet<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tasks.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service_fn(async |request: Request<Incoming>| {
                let header = |name| request.headers().get(name).map(|it| it.to_str().unwrap());
                let (host, scheme) = (header("host"), header("x-forwarded-proto"));
                let told = json!({ "host": host, "scheme": scheme, "path": request.uri().path() });
                let body = Full::from(told.to_string());
                Ok::<Response<Full<Bytes>>, Infallible>(Response::new(body))
            });
            let http = server::conn::http1::Builder::new();
            http.serve_connection(TokioIo::new(stream), service).await.unwrap();
        }
    });
    origin
}

#[tokio::test]
async fn the_page_and_the_sdks_find_everything_at_the_public_origin() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let mut config = config("http://127.0.0.1:9");
    config.web_dir = folder.path().to_owned();
    let (mut public, local) = Public::open(config).await;
    assert_eq!(local.server.tunnel_url(), Some(ORIGIN));

    let page = public.get("/").await;
    assert_eq!((page.status, &*page.body), (StatusCode::OK, &b"<!doctype html>"[..]));
    let policy = page.header("content-security-policy");
    let connect = "connect-src 'self' https://app.example wss://app.example;";
    assert!(policy.contains(connect), "{policy}");
    let told = public.get("/config.json").await.json();
    assert_eq!(told["conversations"]["Twilsock"]["uri"], "wss://app.example/v3/wsconnect");
    assert_eq!(told["video"]["wsServer"], "wss://app.example/signaling");

    // Pages of this machine use their own origin.
    let own = local.server.url().replacen("http", "ws", 1);
    let told = local.get("/config.json").await.json();
    assert_eq!(told["video"]["wsServer"], format!("{own}/signaling"));
}

#[tokio::test]
async fn clients_of_the_public_address_log_in_and_others_do_not() {
    let twilio = Twilio::start().await;
    let (mut public, local) = Public::open(config(&twilio.url)).await;
    for headers in [&[("host", HOST)][..], &[("host", "App.Example"), ("origin", ORIGIN)]] {
        let answer = public.log_in(headers).await;
        assert_eq!(answer.status, StatusCode::OK, "{headers:?}");
        assert!(answer.json()["token"].is_string());
    }
    for headers in [
        &[("host", "elsewhere.example")][..],
        &[("host", "elsewhere.example"), ("origin", "https://elsewhere.example")],
        &[("host", HOST), ("origin", "https://elsewhere.example")],
    ] {
        let answer = public.log_in(headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.json()["token"].is_null());
    }
    assert_eq!(local.log_in("bob").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_emulator_learns_the_public_origin_and_gets_no_calls_of_rest() {
    let mut tasks = JoinSet::new();
    let emulator = echo(&mut tasks).await;
    let (mut public, _local) = Public::open(config(&emulator)).await;
    for path in ["/v1/Services/IS1/Media/ME1", "/signaling", "/v3/wsconnect"] {
        let answer = public.get(path).await;
        let expected = json!({ "host": HOST, "scheme": "https", "path": path });
        assert_eq!(answer.json(), expected);
    }
    for path in ["/v1/Conversations", "/_emulator/v1/health"] {
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_server_goes_on_when_the_tunnel_ends() {
    let twilio = Twilio::start().await;
    for last in [Some(Err("the tunnel is closed".to_owned())), None] {
        let (mut public, local) = Public::open(config(&twilio.url)).await;
        assert_eq!(public.get("/healthz").await.status, StatusCode::OK);
        let connections = public.connections.clone();
        drop(public);
        match last {
            Some(last) => {
                connections.send(last).await.unwrap();
                connections.closed().await;
            }
            None => drop(connections),
        }
        assert_eq!(local.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(local.log_in("alice").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_shutdown_ends_the_tunnel() {
    let (public, local) = Public::open(config("http://127.0.0.1:9")).await;
    local.server.shutdown().await;
    assert!(public.connections.is_closed());
}
