//! A proxy for a browser, in front of an emulator.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use fake_rest::ApiError;
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    entrance::Entrance,
    proxy::{Proxy, Routed},
    proxy_rules::ProxyRules,
};

/// A proxy on this machine for one browser. Twilio's hosts lead to an emulator, loopback hosts pass
/// through, and others are refused unless they are allowed, whatever the emulator's own proxy passes on.
/// It stops when this is dropped.
pub struct BrowserProxy {
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl BrowserProxy {
    /// Starts one within the present tokio runtime, on a free port of 127.0.0.1. `allowed` are names of
    /// hosts with `*` and `?` for any text and any character.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(emulator: (&str, u16), allowed: &[String]) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let rules = ProxyRules::in_front_of(emulator.0, emulator.1, address, allowed);
        let proxy = Arc::new(Proxy::new(rules, stopping.clone()));
        tokio::spawn(accept(listener, proxy, stopping));
        Ok(Self { address, stop })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for BrowserProxy {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Serves until the proxy is dropped.
async fn accept(listener: TcpListener, proxy: Arc<Proxy>, mut stopping: watch::Receiver<bool>) {
    let mut acceptor = local_server::Acceptor::new(listener);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            stream = acceptor.accept() => {
                connections.spawn(serve(stream, proxy.clone()));
            }
            Some(_) = connections.join_next() => {}
            _ = stopping.wait_for(|it| *it) => return,
        }
    }
}

async fn serve(stream: TcpStream, proxy: Arc<Proxy>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let proxy = proxy.clone();
        async move { Ok::<_, Infallible>(answer(&proxy, request).await) }
    });
    let mut http = http1::Builder::new();
    let served = http.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.with_upgrades().await {
        tracing::debug!(%error, "a connection of the browser broke");
    }
}

async fn answer(
    proxy: &Proxy,
    request: Request<Incoming>,
) -> Response<Either<Full<Bytes>, Incoming>> {
    let text = |response: Response<Bytes>| response.map(|body| Either::Left(Full::new(body)));
    let not_a_server = || {
        let what = "this is the proxy of a browser that fake-twilio started";
        text(ApiError::new(StatusCode::BAD_REQUEST, 20001, what).into_response())
    };
    if !Proxy::is_asked(&request) {
        return not_a_server();
    }
    match proxy.route(Entrance::Local, request).await {
        Routed::Passed(response) => response.map(Either::Right),
        Routed::Refused(response) => text(response),
        Routed::Tunnelled => Response::new(Either::Left(Full::default())),
        // Nothing ends here but what is no request to a proxy.
        Routed::Here(_) | Routed::Tunnel(_) => not_a_server(),
    }
}
