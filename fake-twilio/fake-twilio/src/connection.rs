//! One connection of a client, HTTP/1 or HTTP/2, from its beginning to its end or its upgrade.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use local_server::{Usage, WriteTimeout};
use tokio::{net::TcpStream, time::timeout};

use crate::{
    response_limits::Client,
    router::{Caller, respond},
    shared::Shared,
};

/// Requests of one HTTP/2 connection at a time.
const STREAMS: u32 = 64;

/// Time that an HTTP/2 client has to close after `GOAWAY`.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);

/// Time between two looks whether an HTTP/2 client is still there, and to answer.
const PING: Duration = Duration::from_secs(20);

/// Serves a connection until either side ends it.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Small frames must not wait for more.
    let _ = stream.set_nodelay(true);
    let (usage, client) = (Usage::begin(), Arc::<Client>::default());
    let caller = Caller { shared: shared.clone(), client: client.clone(), usage: usage.clone() };
    let service = service_fn(move |request| {
        // Boxed, because a large future is moved several times before it is polled.
        let answer = Box::pin(respond(caller.clone(), request));
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
