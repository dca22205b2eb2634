//! A login server to talk to, and what a browser would see of it.

use std::{path::Path, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use login_server::{Backend, Clock, Config, Credentials, LoginServer};
use serde_json::Value;

/// The time that all tokens are minted at.
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) const SECRET: &str = "a-secret-that-nobody-may-see";

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) struct Browser {
    pub(crate) server: LoginServer,
    http: Client<HttpConnector, Full<Bytes>>,
}

/// A configuration with a deadline that a busy machine keeps, too, and a clock that stands still.
pub(crate) fn config(emulator: &str) -> Config {
    let origin = emulator.parse().unwrap();
    let mut config = Config::new(Backend::Emulator { origin }, credentials());
    config.deadline = Duration::from_secs(60);
    config.clock = Clock::new(|| NOW);
    config
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        account: format!("AC{:032x}", 0).parse().unwrap(),
        key: format!("SK{:032x}", 0).parse().unwrap(),
        secret: SECRET.parse().unwrap(),
    }
}

impl Browser {
    pub(crate) async fn open(config: Config) -> Self {
        Self::of(LoginServer::start(config).await.unwrap())
    }

    pub(crate) fn of(server: LoginServer) -> Self {
        Self { server, http: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Opens the server of a page in a folder, whose backend is never asked.
    pub(crate) async fn reading(folder: &Path) -> Self {
        let mut config = config("http://127.0.0.1:9");
        config.web_dir = folder.to_owned();
        Self::open(config).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder().method(method);
        request = request.uri(format!("{}{path}", self.server.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let (head, body) = self.http.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub(crate) async fn post_login(&self, body: impl Into<Bytes>) -> Answer {
        self.send(Method::POST, "/login", &[], body).await
    }

    pub(crate) async fn log_in(&self, name: &str) -> Answer {
        self.post_login(serde_json::json!({ "username": name }).to_string()).await
    }
}
