//! An HTTP relay that keeps what a client and the emulator said last.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use tokio::net::TcpListener;

/// A running relay.
pub struct Relay {
    origin: String,
    last: Last,
}

type Last = Arc<Mutex<Option<Exchange>>>;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// The body of the request.
    pub form: Bytes,
    /// The status of the answer.
    pub status: StatusCode,
    /// The body of the answer.
    pub body: Bytes,
}

impl Relay {
    /// Starts a relay in front of an HTTP server.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let http = Client::builder(TokioExecutor::new()).build_http();
        let last = Last::default();
        let keep = last.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (http, keep) = (http.clone(), keep.clone());
                let service =
                    service_fn(move |request| pass(request, server, http.clone(), keep.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { origin, last }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// The exchange that ended last, if one has since this was asked.
    pub fn take(&self) -> Option<Exchange> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

async fn pass(
    request: Request<Incoming>,
    server: SocketAddr,
    http: Client<HttpConnector, Full<Bytes>>,
    keep: Last,
) -> anyhow::Result<Response<Full<Bytes>>> {
    let (mut head, form) = request.into_parts();
    let form = form.collect().await?.to_bytes();
    let (method, uri) = (head.method.clone(), head.uri.clone());
    head.uri = format!("http://{server}{uri}").parse()?;
    let answer = http.request(Request::from_parts(head, Full::new(form.clone()))).await?;
    let (head, body) = answer.into_parts();
    let (status, body) = (head.status, body.collect().await?.to_bytes());
    let exchange = Exchange { method, uri, form, status, body: body.clone() };
    *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(exchange);
    Ok(Response::from_parts(head, Full::new(body)))
}
