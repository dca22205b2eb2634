//! A REST client that records requests and responses.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use fake_rest::Product;
use fake_twilio::Credentials;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

use crate::{pretty, soon};

/// Host that a call for a path names unless told otherwise: addresses in answers are the same in every
/// run.
fn twilio_host(path: &str) -> &'static str {
    let path = path.split('?').next().unwrap_or(path);
    match Product::of_path(path) {
        Product::Accounts => "api.twilio.com",
        Product::Video => "video.twilio.com",
        Product::Media => "mcs.us1.twilio.com",
        Product::IceServers => "ecs.us1.twilio.com",
        Product::SdkFiles => "sdk.twilio.com",
        Product::Conversations | Product::Twilsock | Product::Signaling | Product::Telemetry => {
            "conversations.twilio.com"
        }
    }
}

/// Beginning of the paths of the control API.
const CONTROL: &str = "/_emulator/";

/// A caller of the public REST API.
pub struct Rest {
    http: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
    authorization: Option<String>,
    host: Option<String>,
    /// Requests with their answers.
    said: Mutex<Vec<(String, Answer)>>,
}

/// An answer, word by word.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Rest {
    /// A caller with the account SID and the auth token.
    pub fn new(address: SocketAddr, credentials: &Credentials) -> Self {
        Self::at(address).authorized(&credentials.account_sid.to_string(), &credentials.auth_token)
    }

    /// A caller without credentials.
    pub fn at(address: SocketAddr) -> Self {
        let http = Client::builder(TokioExecutor::new()).build_http();
        Self { http, address, authorization: None, host: None, said: Mutex::default() }
    }

    /// The same caller speaking HTTP/2 from the first byte.
    #[must_use = "the caller itself stays as it is"]
    pub fn over_http2(mut self) -> Self {
        self.http = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
        self
    }

    /// The same caller with another user name and password.
    #[must_use = "the caller itself stays as it is"]
    pub fn authorized(mut self, name: &str, password: &str) -> Self {
        self.authorization = Some(basic(name, password));
        self
    }

    /// The same caller with this `Authorization` header, or without one.
    #[must_use = "the caller itself stays as it is"]
    pub fn authorization(mut self, header: Option<&str>) -> Self {
        self.authorization = header.map(str::to_owned);
        self
    }

    /// The same caller naming another host.
    #[must_use = "the caller itself stays as it is"]
    pub fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    /// Fetches.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[]).await
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.call(Method::POST, path, form).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[]).await
    }

    /// Calls with a form and remembers what was said.
    pub async fn call(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let answer = self.send(method.clone(), path, body).await;
        let fields = form.iter().map(|(name, text)| format!("    {name}={text}\n"));
        let asked = format!("{method} {path}\n{}", fields.collect::<String>());
        self.said().push((asked, answer.clone()));
        answer
    }

    /// Calls with any body, and remembers nothing: a form, or JSON for the control API.
    pub async fn send(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
        let kind = if path.starts_with(CONTROL) {
            "application/json"
        } else {
            "application/x-www-form-urlencoded"
        };
        self.send_with(method, path, &[("content-type", kind)], body).await
    }

    /// Calls with any headers and body, and remembers nothing.
    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        let names_host = headers.iter().any(|(name, _)| *name == "host");
        // The control API is not one of Twilio's.
        if !names_host && !path.starts_with(CONTROL) {
            request =
                request.header(header::HOST, self.host.as_deref().unwrap_or(twilio_host(path)));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.body(Full::new(body.into())).expect("a well-formed request");
        let response = soon("an answer", self.http.request(request)).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = soon("a body", body.collect()).await.expect("a whole body").to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Everything said by [`Self::call`] and its kin since the last time this was asked.
    pub fn transcript(&self) -> String {
        let said = std::mem::take(&mut *self.said());
        let texts = said.iter().map(|(asked, answer)| format!("{asked}{answer}\n\n"));
        texts.collect()
    }

    fn said(&self) -> MutexGuard<'_, Vec<(String, Answer)>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A text field of the body.
    ///
    /// # Panics
    /// When it is not there.
    pub fn text(&self, field: &str) -> String {
        let json = self.json();
        let text = json[field].as_str();
        text.unwrap_or_else(|| panic!("no text {field:?} in {self}")).to_owned()
    }

    /// The number in the error body; 0 when there is none.
    pub fn code(&self) -> u64 {
        self.json()["code"].as_u64().unwrap_or_default()
    }
}

/// Status and body, in the order and spelling of the wire.
impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.status)?;
        if self.body.is_empty() {
            return Ok(());
        }
        write!(f, "\n{}", pretty(&String::from_utf8_lossy(&self.body)))
    }
}

/// The `Authorization` header of basic authentication.
pub fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}
