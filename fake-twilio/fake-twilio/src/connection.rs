//! One connection of a client, HTTP/1 or HTTP/2, with TLS or without, from its beginning to its end or
//! its upgrade.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use fake_store::Clock;
use futures_util::future::BoxFuture;

use http::{Request, Response};
use http_body_util::{BodyExt, Either, Full, combinators::UnsyncBoxBody};
use hyper::{
    body::{Bytes, Incoming},
    service::service_fn,
    upgrade::OnUpgrade,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use local_server::{InUse, Usage, WriteTimeout};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, BufReader},
    net::TcpStream,
    time::timeout,
};
use tokio_util::either::Either as Stream;

use crate::{
    answer_body::AnswerBody,
    caller::Caller,
    entrance::Entrance,
    line::{Line, LineStream},
    proxy::{Proxy, Routed},
    response_limits::Client,
    router::respond,
    shared::Shared,
    tls,
};

/// Requests of one HTTP/2 connection at a time.
const STREAMS: u32 = 64;

/// Time that an HTTP/2 client has to close after `GOAWAY`.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);

/// Time between two looks whether an HTTP/2 client is still there, and to answer.
const PING: Duration = Duration::from_secs(20);

/// What is read ahead of a tunnel to see whether TLS is spoken in it, in bytes.
const READ_AHEAD: usize = 1024;

/// A connection that is not plain TCP.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// Serves a connection until either side ends it. TLS is told by its first byte.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Small frames must not wait for more.
    let _ = stream.set_nodelay(true);
    let entrance = stream.peer_addr().map_or(Entrance::Remote, Entrance::of);
    let usage = Usage::begin();
    let mut first = [0];
    let line = Arc::<Line>::default();
    let peeked = tokio::select! {
        peeked = stream.peek(&mut first) => peeked,
        () = usage.unused() => return,
        () = shared.stopping() => return,
    };
    let stream = LineStream::new(stream, line.clone());
    match (peeked, first) {
        (Ok(1..), [tls::HANDSHAKE]) => Box::pin(serve_tls(stream, line, shared, usage)).await,
        (Ok(1..), _) => serve_http(Stream::Left(stream), line, entrance, shared, usage).await,
        // It was closed before it said anything.
        _ => {}
    }
}

/// Serves what comes through a tunnel to one of Twilio's hosts. Boxed, because a connection opens tunnels
/// that are connections.
fn serve_tunnel<S>(stream: S, line: Arc<Line>, shared: Arc<Shared>) -> BoxFuture<'static, ()>
where
    S: AsyncBufRead + AsyncWrite + Send + Unpin + 'static,
{
    Box::pin(tunnelled(stream, line, shared))
}

async fn tunnelled<S>(mut stream: S, line: Arc<Line>, shared: Arc<Shared>)
where
    S: AsyncBufRead + AsyncWrite + Send + Unpin + 'static,
{
    let usage = Usage::begin();
    let is_tls = tokio::select! {
        start = stream.fill_buf() => match start.map(<[u8]>::first) {
            Ok(Some(first)) => *first == tls::HANDSHAKE,
            Ok(None) | Err(_) => return,
        },
        () = usage.unused() => return,
        () = shared.stopping() => return,
    };
    if is_tls {
        serve_tls(stream, line, shared, usage).await;
    } else {
        let stream: Box<dyn Duplex> = Box::new(stream);
        serve_http(Stream::Right(stream), line, Entrance::Tunnel, shared, usage).await;
    }
}

async fn serve_tls<S>(stream: S, line: Arc<Line>, shared: Arc<Shared>, usage: Usage)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let now = shared.machine_clock.now();
    let accepted = tokio::select! {
        accepted = shared.unmodified.tls.accept(stream, now) => accepted,
        () = usage.unused() => return,
        () = shared.stopping() => return,
    };
    if let Some(stream) = accepted {
        let stream: Box<dyn Duplex> = Box::new(stream);
        serve_http(Stream::Right(stream), line, Entrance::Tunnel, shared, usage).await;
    }
}

async fn serve_http(
    stream: Stream<LineStream, Box<dyn Duplex>>,
    line: Arc<Line>,
    entrance: Entrance,
    shared: Arc<Shared>,
    usage: Usage,
) {
    let client = Arc::<Client>::default();
    let caller =
        Caller { shared: shared.clone(), client: client.clone(), line, usage: usage.clone() };
    let service = service_fn(move |request| {
        // Boxed, both, because what is large is moved several times before it is polled.
        let answer = Box::pin(answer(caller.clone(), entrance, Box::new(request)));
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let http = http();
    let stream = TokioIo::new(WriteTimeout::new(stream));
    let mut served = pin!(http.serve_connection_with_upgrades(stream, service));
    tokio::select! {
        _ = served.as_mut() => return,
        () = shared.stopping() => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
            return;
        }
        () = client.given_up() => {
            tracing::debug!("disconnected a client that does not read");
            return;
        }
        () = usage.unused() => served.as_mut().graceful_shutdown(),
    }
    let _ = timeout(CLOSE_TIMEOUT, served).await;
}

/// Answers a request as the proxy or as a server.
async fn answer(
    caller: Caller,
    entrance: Entrance,
    request: Box<Request<Incoming>>,
) -> Response<AnswerBody> {
    // Another server may take longer to answer than an unused connection is kept.
    let in_use = caller.usage.request();
    if Proxy::is_asked(&request) {
        // Boxed, because it is large and rare.
        return Box::pin(answer_as_proxy(caller, entrance, request, in_use)).await;
    }
    respond(caller, request, in_use).await
}

/// Answers a request that may be one to the proxy.
async fn answer_as_proxy(
    caller: Caller,
    entrance: Entrance,
    request: Box<Request<Incoming>>,
    in_use: InUse,
) -> Response<AnswerBody> {
    let empty = || Either::Left(Full::default());
    match caller.shared.unmodified.proxy.route(entrance, *request).await {
        Routed::Here(request) => respond(caller, Box::new(request), in_use).await,
        Routed::Refused(response) => response.map(|body| Either::Left(Full::new(body))),
        Routed::Passed(response) => response.map(|body| Either::Right(kept(body, in_use))),
        Routed::Tunnelled => Response::new(empty()),
        Routed::Tunnel(upgrade) => {
            tokio::spawn(accept_tunnel(upgrade, caller.line, caller.shared));
            Response::new(empty())
        }
    }
}

/// A body that keeps its connection in use.
fn kept(body: Incoming, in_use: InUse) -> UnsyncBoxBody<Bytes, hyper::Error> {
    let kept = body.map_frame(move |frame| {
        let _ = &in_use;
        frame
    });
    kept.boxed_unsync()
}

/// Serves a tunnel that ends here.
async fn accept_tunnel(upgrade: OnUpgrade, line: Arc<Line>, shared: Arc<Shared>) {
    match upgrade.await {
        Ok(tunnel) => {
            let tunnel = BufReader::with_capacity(READ_AHEAD, TokioIo::new(tunnel));
            serve_tunnel(tunnel, line, shared).await;
        }
        Err(error) => tracing::debug!(%error, "a tunnel was not opened"),
    }
}

fn http() -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // The limit for heads ends idle connections, too, and so too early: [`Usage`] limits both times.
    http.http1().timer(TokioTimer::new()).header_read_timeout(None);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    http
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of a request's future; it is moved several times before it is polled.
    const LONGEST_FUTURE: usize = 3 * 1024;

    #[test]
    fn the_future_of_a_request_is_small() {
        fn size<F>(_: fn(Caller, Entrance, Box<Request<Incoming>>) -> F) -> usize {
            size_of::<F>()
        }
        assert!(size(answer) <= LONGEST_FUTURE, "{} bytes: box what is rare", size(answer));
    }
}
