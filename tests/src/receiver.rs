//! A webhook receiver with scripted responses.

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc},
};

use crate::soon;

/// A running receiver.
pub struct Receiver {
    origin: String,
    requests: mpsc::UnboundedReceiver<ReceivedRequest>,
    replies: Replies,
}

type Replies = Arc<Mutex<BTreeMap<String, VecDeque<Reply>>>>;

/// A received request.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    /// How.
    pub method: Method,
    /// Where: path and query.
    pub path: String,
    /// The form of the body, or that of the query.
    pub form: String,
    /// `X-Twilio-Signature`.
    pub signature: String,
    /// `I-Twilio-Idempotency-Token`.
    pub token: String,
}

/// A scripted response.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With this status and body.
    Respond(StatusCode, &'static str),
    /// With this status, and an address to go on to if it is not empty.
    Redirect(u16, String),
    /// Not at all, until the caller closes.
    Silence,
    /// With an empty 200 once this is notified.
    Wait(Arc<Notify>),
}

impl Receiver {
    /// Starts one that answers everything with an empty 200.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = mpsc::unbounded_channel();
        let replies = Replies::default();
        let script = replies.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sender, script) = (sender.clone(), script.clone());
                let service =
                    service_fn(move |request| answer(request, sender.clone(), script.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { origin, requests, replies }
    }

    /// Where it is.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Answers the next requests for a path like this, one each.
    pub fn reply(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        let mut all = self.replies.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(path.to_owned()).or_default().extend(replies);
    }

    /// The next request.
    ///
    /// # Panics
    /// When there is no request.
    pub async fn next_request(&mut self) -> ReceivedRequest {
        soon("a call", self.requests.recv()).await.expect("a running server")
    }

    /// The next request with a parameter; others are skipped.
    pub async fn next_request_with(&mut self, name: &str, value: &str) -> ReceivedRequest {
        loop {
            let request = self.next_request().await;
            if request.param(name).as_deref() == Some(value) {
                return request;
            }
        }
    }
}

impl ReceivedRequest {
    /// The parameters.
    pub fn params(&self) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(self.form.as_bytes());
        pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// A parameter.
    pub fn param(&self, wanted: &str) -> Option<String> {
        self.params().into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value)
    }
}

/// Method, path and the parameters, a line each.
impl std::fmt::Display for ReceivedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        writeln!(f, "{} {path}", self.method)?;
        for (name, value) in self.params() {
            writeln!(f, "    {name}={value}")?;
        }
        Ok(())
    }
}

async fn answer(
    request: Request<Incoming>,
    sender: mpsc::UnboundedSender<ReceivedRequest>,
    script: Replies,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    let form = match head.uri.query() {
        Some(query) if body.is_empty() => query.to_owned(),
        Some(_) | None => String::from_utf8(body.to_vec()).expect("a form"),
    };
    let header = |name| {
        let value = head.headers.get(name).and_then(|it| it.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (signature, token) = (header("X-Twilio-Signature"), header("I-Twilio-Idempotency-Token"));
    let reply = {
        let mut all = script.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_mut(head.uri.path()).and_then(VecDeque::pop_front)
    };
    // Nobody listens any more when the test is over.
    let path = head.uri.to_string();
    let _ = sender.send(ReceivedRequest { method: head.method, path, form, signature, token });
    match reply {
        None => Ok(Response::new(Full::default())),
        Some(Reply::Respond(status, body)) => {
            let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
            *response.status_mut() = status;
            Ok(response)
        }
        Some(Reply::Redirect(status, to)) => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            if !to.is_empty() {
                let to = to.parse().expect("a header's value");
                response.headers_mut().insert(header::LOCATION, to);
            }
            Ok(response)
        }
        Some(Reply::Silence) => std::future::pending().await,
        Some(Reply::Wait(notify)) => {
            notify.notified().await;
            Ok(Response::new(Full::default()))
        }
    }
}
