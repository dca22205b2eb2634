//! Which request gets which answer.

use std::{error::Error, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_rest::{Api, ApiError, Product, Step, UnknownParameters, check_host, media_origin};
use http::{Method, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use local_server::Usage;
use tokio::time::timeout;

use crate::{
    answer_log::log,
    control,
    handshake::{self, Socket},
    headers, media,
    outgoing::{Client, Way},
    shared::Shared,
    socket, video,
};

/// Longest request body that is read, in bytes; forms stay far below.
const MAX_BODY: usize = 1024 * 1024;

/// Real time that a client gets to send a form.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whoever asks on a connection.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) shared: Arc<Shared>,
    pub(crate) client: Arc<Client>,
    pub(crate) usage: Usage,
}

/// Answers a request, and keeps count of the answer until the client has read it.
pub(crate) async fn respond(caller: Caller, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let in_use = caller.usage.request();
    let way = if request.version() == Version::HTTP_2 { Way::Http2 } else { Way::Http1 };
    let is_media = Product::of_path(request.uri().path()) == Product::Media;
    let Caller { shared, client, .. } = caller;
    let response = answer(&shared, &client, request).await;
    response.map(|body| Full::new(shared.outgoing.hold(&client, way, is_media, body, in_use)))
}

async fn answer(
    shared: &Arc<Shared>,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = route(shared, client, request).await;
    if let Some(unknown) = response.extensions().get::<UnknownParameters>() {
        // Names alone, and only what looks like one: all else may be private.
        tracing::warn!("{unknown}");
    }
    if headers::is_rest(&path) {
        headers::complete(&mut response, shared.request_ids.lock().draw());
    }
    if method == Method::HEAD {
        headers::cut_body(&mut response);
    }
    log(&method, &path, &response);
    response
}

async fn route(
    shared: &Arc<Shared>,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let next = shared.clone();
    let path = request.uri().path();
    if Api::is_control(path) {
        return control::answer(shared, client, request).await;
    }
    if let Err(elsewhere) = check_host(request.headers(), request.uri()) {
        return elsewhere.into_response();
    }
    match Product::of_path(path) {
        Product::Twilsock => {
            let origin = media_origin(request.headers(), request.uri());
            upgrade(request, move |socket| socket::serve(next, socket, origin))
        }
        Product::Signaling => upgrade(request, move |socket| video::serve(next, socket)),
        Product::Telemetry => upgrade(request, move |socket| video::serve_telemetry(next, socket)),
        Product::IceServers => video::configuration(request.method(), &shared.ice_servers),
        Product::Media => {
            let (parts, body) = as_get(request).into_parts();
            media::answer(shared, client, parts, body).await
        }
        Product::Conversations | Product::Video => match *request.method() {
            Method::OPTIONS if headers::is_rest(path) => headers::preflight(),
            _ => answer_rest(shared, client, request).await,
        },
    }
}

/// Reads a request with a form or JSON, and answers it.
pub(crate) async fn answer_rest(
    shared: &Shared,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let (parts, body) = as_get(request).into_parts();
    let leave = if body.is_end_stream() { None } else { client.body().await };
    let body = read(body, MAX_BODY, PATIENCE).await;
    drop(leave);
    match body {
        Ok(body) => answered(shared, client, &Request::from_parts(parts, body)).await,
        Err(refused) => refused,
    }
}

/// HEAD asks what GET would say; the body is cut off when all else is done.
fn as_get(mut request: Request<Incoming>) -> Request<Incoming> {
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    request
}

/// Reads a body of at most `longest` bytes; says why not when it does not end, or not in time.
pub(crate) async fn read<B>(
    body: B,
    longest: usize,
    patience: Duration,
) -> Result<Bytes, Response<Bytes>>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    match timeout(patience, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => Err(unreadable(error.as_ref())),
        Err(_) => {
            let why = "The request body took too long";
            Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, 20001, why).into_response())
        }
    }
}

/// Answers a request as soon as the client has read enough of earlier answers; waits for a webhook that
/// has to decide first, with no lock held.
pub(crate) async fn answered(
    shared: &Shared,
    client: &Client,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let mut decision = None;
    loop {
        client.room().await;
        match shared.api.answer_http(request, decision.as_ref()) {
            Step::Done(response) => return response,
            Step::Ask(webhook) => decision = Some(shared.ask(&webhook).await),
        }
    }
}

/// Says why a body was not read to its end.
fn unreadable(error: &(dyn Error + Send + Sync + 'static)) -> Response<Bytes> {
    let error = if error.is::<LengthLimitError>() {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, "Request entity is too large")
    } else {
        ApiError::bad(20001, "The request body could not be read")
    };
    error.into_response()
}

fn upgrade<S, F>(mut request: Request<Incoming>, serve: S) -> Response<Bytes>
where
    S: FnOnce(Socket) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let response = match handshake::accept(&request) {
        Ok(response) => response,
        Err(refused) => return refused.into_response(),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match handshake::upgraded(upgrade).await {
            Ok(socket) => serve(socket).await,
            Err(error) => tracing::debug!(%error, "a WebSocket handshake failed"),
        }
    });
    response
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    use super::*;

    type Part = Result<Frame<Bytes>, Infallible>;

    #[tokio::test]
    async fn a_body_that_never_comes_is_given_up() {
        let body = StreamBody::new(stream::pending::<Part>());
        let refused = read(body, MAX_BODY, Duration::ZERO).await.expect_err("no body");
        assert_eq!(refused.status(), StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let body = || Full::new(Bytes::from_static(b"0123456789"));
        assert_eq!(read(body(), 10, PATIENCE).await.expect("a body"), "0123456789");
        let refused = read(body(), 9, PATIENCE).await.expect_err("too long");
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
