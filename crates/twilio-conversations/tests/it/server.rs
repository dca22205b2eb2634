//! A server that answers from a script and remembers what it was asked.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};
use twilio_conversations::{Client, Config, Credentials, Retry};

/// One line of the script.
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    /// A refusal by Twilio with `Retry-After`.
    Later(u16, &'static str),
    /// A body of so many blanks.
    Flood(usize),
    /// The request is read and never answered.
    Silence,
    /// The request is read and the connection cut.
    Cut,
}

/// What a request said.
#[derive(Debug)]
pub(crate) struct ReceivedRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Default)]
struct State {
    script: VecDeque<Reply>,
    asked: Vec<ReceivedRequest>,
}

pub(crate) struct Server {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    _connections: JoinSet<()>,
}

impl Server {
    /// Listens; the script is given when the address is known, because pages name it.
    pub(crate) async fn start(script: impl FnOnce(&str) -> Vec<Reply>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), script)
    }

    /// Answers on a socket that listens already.
    pub(crate) fn on(listener: TcpListener, script: impl FnOnce(&str) -> Vec<Reply>) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State { script: script(&url).into(), asked: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let mut connections = JoinSet::new();
        connections.spawn(serve(listener, Arc::clone(&state)));
        Self { url, state, _connections: connections }
    }

    pub(crate) fn config(&self) -> Config {
        config(&self.url)
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.config()).unwrap()
    }

    /// Everything that was asked so far; the script has to be used up exactly.
    pub(crate) fn asked(self) -> Vec<ReceivedRequest> {
        let mut state = self.state.lock().unwrap();
        assert_eq!(state.script.len(), 0, "lines of the script are left");
        std::mem::take(&mut state.asked)
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.state.lock().unwrap().asked.len()
    }
}

/// A configuration that repeats almost at once and gives up soon.
pub(crate) fn config(url: &str) -> Config {
    let pause = Duration::from_millis(1);
    Config::new(Credentials::new("SK-name", "the secret"))
        .base_url(url.parse().unwrap())
        .retry(Retry { times: 2, pause, longest: pause })
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&state), request));
            // A cut connection is an error here, and wanted.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct CutOff;

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, CutOff> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| CutOff)?.to_bytes();
    let reply = {
        let mut state = state.lock().unwrap();
        state.asked.push(ReceivedRequest {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
        });
        state.script.pop_front()
    };
    let (status, headers, body) = match reply.unwrap_or(Reply::Text(599, "the script is over")) {
        Reply::Json(status, value) => (status, None, value.to_string().into()),
        Reply::Text(status, text) => (status, None, Bytes::from_static(text.as_bytes())),
        Reply::Later(status, after) => {
            let error_body = crate::sample::error(status, 20429, "Too Many Requests");
            (status, Some(after), error_body.to_string().into())
        }
        Reply::Flood(size) => (200, None, vec![b' '; size].into()),
        Reply::Silence => future::pending::<Result<_, Infallible>>().await.unwrap(),
        Reply::Cut => return Err(CutOff),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("twilio-request-id", HeaderValue::from_static("RQ1"));
    if let Some(after) = headers {
        response.headers_mut().insert("retry-after", after.parse().unwrap());
    }
    Ok(response)
}
