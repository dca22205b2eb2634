//! Accepts connections and answers HTTP.

use std::{convert::Infallible, error::Error, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_rest::{Api, ApiError, Step, UnknownParameters};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    body::{Body, Incoming},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
    time::timeout,
};

use crate::{
    handshake::{self, Socket},
    headers, media,
    shared::Shared,
    socket, video,
};

/// Longest request body that is read, in bytes; forms stay far below.
const MAX_BODY: usize = 1024 * 1024;

/// Real time that connections get to end by themselves when the emulator stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Real time that a client gets to say its first word, and to send a form.
const PATIENCE: Duration = Duration::from_secs(30);

const TWILSOCK_PATH: &str = "/v3/wsconnect";

/// Connections that may wait to be accepted, if the system allows as many. One that finds no room
/// tries again after a second: too late for all the clients of a conversation that come back at once.
const BACKLOG: u32 = 4096;

/// Begins to listen; what connects from now on waits to be served.
pub(crate) fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // As usual for servers, so that one can be started anew at once. Windows means something else by it.
    socket.set_reuseaddr(cfg!(not(windows)))?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until the emulator stops.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, shared.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
            Some(_) = connections.join_next() => {}
            () = shared.stopping() => break,
        }
    }
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(FAREWELL, all).await.is_err() {
        tracing::debug!("some connections had to be cut");
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Small frames must not wait for more.
    let _ = stream.set_nodelay(true);
    // The builder waits for the first bytes, which tell the version, without a limit of its own.
    let spoke = tokio::select! {
        spoke = timeout(PATIENCE, stream.readable()) => matches!(spoke, Ok(Ok(()))),
        () = shared.stopping() => false,
    };
    if !spoke {
        return;
    }
    let service = service_fn(|request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(answer(shared, request).await) }
    });
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new());
    http.http2().timer(TokioTimer::new());
    let served = http.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let mut served = std::pin::pin!(served);
    tokio::select! {
        _ = served.as_mut() => {}
        () = shared.stopping() => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
        }
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    match request.uri().path() {
        TWILSOCK_PATH => {
            let origin = media_origin(&request);
            return upgrade(request, move |socket| socket::serve(shared, socket, origin));
        }
        video::SIGNALING_PATH => {
            return upgrade(request, move |socket| video::serve(shared, socket));
        }
        video::TELEMETRY_PATH => {
            return upgrade(request, move |socket| video::serve_telemetry(shared, socket));
        }
        video::ICE_CONFIGURATION_PATH => {
            return video::configuration(request.method(), &shared.ice_servers).map(Full::new);
        }
        _ => {}
    }
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let mut response = if method == Method::OPTIONS && headers::is_rest(&path) {
        headers::preflight()
    } else {
        answer_rest(&shared, request).await
    };
    if let Some(unknown) = response.extensions().get::<UnknownParameters>() {
        // Names alone, and only what looks like one: all else may be private.
        let UnknownParameters { operation, names, is_garbled } = unknown;
        tracing::warn!(
            operation,
            ?names,
            is_garbled,
            "ignored parameters that the OpenAPI document lacks"
        );
    }
    if headers::is_rest(&path) {
        headers::complete(&mut response, shared.request_ids.lock().draw());
    }
    if method == Method::HEAD {
        headers::cut_body(&mut response);
    }
    tracing::debug!(%method, path, status = response.status().as_u16(), "answered");
    response.map(Full::new)
}

async fn answer_rest(shared: &Shared, request: Request<Incoming>) -> Response<Bytes> {
    let (mut parts, body) = request.into_parts();
    // Asks what GET would say; the body is cut off when all else is done.
    if parts.method == Method::HEAD {
        parts.method = Method::GET;
    }
    if Api::is_media(parts.uri.path()) {
        return media::answer(shared, parts, body).await;
    }
    match read(body, MAX_BODY, PATIENCE).await {
        Ok(body) => answered(shared, &Request::from_parts(parts, body)).await,
        Err(refused) => refused,
    }
}

/// Reads a body of at most `longest` bytes; says why not when it does not end, or not in time.
pub(crate) async fn read<B>(
    body: B,
    longest: usize,
    patience: Duration,
) -> Result<Bytes, Response<Bytes>>
where
    B: Body,
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

/// Answers a request; a hook that has to be asked first is waited for, with no lock held.
pub(crate) async fn answered(shared: &Shared, request: &Request<Bytes>) -> Response<Bytes> {
    match shared.api.handle_http(request) {
        Step::Done(response) => response,
        Step::Ask(question) => shared.api.conclude_http(request, &shared.ask(&question).await),
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

fn upgrade<S, F>(mut request: Request<Incoming>, serve: S) -> Response<Full<Bytes>>
where
    S: FnOnce(Socket) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let response = match handshake::accept(request.headers()) {
        Ok(response) => response,
        Err(status) => {
            let error = ApiError::new(status, 20001, "A WebSocket handshake was expected");
            return error.into_response().map(Full::new);
        }
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

/// Where a client that connected to this host finds plain HTTP.
fn media_origin(request: &Request<Incoming>) -> String {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or("localhost");
    if host.split(':').next().is_some_and(|name| name.ends_with(".twilio.com")) {
        "https://mcs.us1.twilio.com".to_owned()
    } else {
        format!("http://{host}")
    }
}

#[cfg(test)]
mod tests {
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
