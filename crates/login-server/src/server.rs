//! The listening socket and its connections.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
};
use local_server::{Acceptor, AuthorityError, Usage, WriteTimeout, hint, listen};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use twilio_conversations::{Client, ConfigError};
use twilio_token::Signer;

use crate::{
    Backend, Config, Credentials,
    forward::Forward,
    login::Login,
    page::Page,
    room::Room,
    router::{Entrance, Router},
    tls::{self, Tls},
    tunnel::{self, Tunnel},
};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The client of the backend cannot be made.
    #[error("failed to set up the Conversations client")]
    Client(#[from] ConfigError),
    /// There is no certificate authority for https.
    #[error("there is no https")]
    Authority(#[from] AuthorityError),
    /// The address is taken, or not ours.
    #[error("failed to listen on {address}{}", hint(.source))]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
}

/// A running server; it stops when this is dropped.
#[derive(Debug)]
#[must_use = "the server stops when its handle is dropped"]
pub struct LoginServer {
    address: SocketAddr,
    scheme: &'static str,
    tunnel_url: Option<String>,
    certificate: Option<PathBuf>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl LoginServer {
    /// Starts a server; it answers as soon as this returns.
    #[expect(
        clippy::unused_async,
        reason = "a caller that awaits is within a runtime, as required"
    )]
    pub async fn start(config: Config) -> Result<Self, StartError> {
        Self::start_now(config, None)
    }

    /// Starts a server that answers the clients of a tunnel, too, and lets them log in; everything is at one
    /// origin. When the tunnel ends, the server goes on without.
    #[expect(
        clippy::unused_async,
        reason = "a caller that awaits is within a runtime, as required"
    )]
    pub async fn start_with_tunnel(config: Config, tunnel: Tunnel) -> Result<Self, StartError> {
        Self::start_now(config, Some(tunnel))
    }

    fn start_now(config: Config, tunnel: Option<Tunnel>) -> Result<Self, StartError> {
        let refused = |source| StartError::Listen { address: config.listen, source };
        let listener = listen(config.listen).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let grace = config.deadline;
        let tls = config.https.as_deref().map(Tls::new).transpose()?;
        let router = router(config, tls.as_ref(), tunnel.as_ref())?;
        let tunnel_url = tunnel.as_ref().map(Tunnel::url);
        let certificate = tls.as_ref().map(|it| it.file().to_owned());
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (stop, stopped) = oneshot::channel();
        let served = Arc::new(Served { router, tls });
        let task = tokio::spawn(serve(listener, tunnel, served, stopped, grace));
        Ok(Self { address, scheme, tunnel_url, certificate, stop: Some(stop), task })
    }

    /// Its origin, such as `http://127.0.0.1:5000`, for clients on this machine.
    pub fn url(&self) -> String {
        let own = self.address.ip();
        self.url_at(match own {
            IpAddr::V4(it) if it.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(it) if it.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            IpAddr::V4(_) | IpAddr::V6(_) => own,
        })
    }

    /// Its origin for clients that reach this machine at this address.
    pub fn url_at(&self, address: IpAddr) -> String {
        format!("{}://{}", self.scheme, SocketAddr::new(address, self.address.port()))
    }

    /// Its origin for clients of the tunnel, if it was started with one.
    pub fn tunnel_url(&self) -> Option<&str> {
        self.tunnel_url.as_deref()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate that clients of https have to trust, in PEM.
    pub fn certificate(&self) -> Option<&Path> {
        self.certificate.as_deref()
    }

    /// Takes no more requests, and returns when those under way are answered or their deadline has
    /// passed.
    pub async fn shutdown(mut self) {
        // An error means that the task has already ended.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = (&mut self.task).await;
    }
}

impl Drop for LoginServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What all connections share.
struct Served {
    router: Router,
    tls: Option<Tls>,
}

fn router(
    config: Config,
    tls: Option<&Tls>,
    tunnel: Option<&Tunnel>,
) -> Result<Router, StartError> {
    let Credentials { account, key, secret } = &config.credentials;
    let upstream = twilio_conversations::Credentials::new(key.to_string(), secret.expose());
    let mut upstream = twilio_conversations::Config::new(upstream).deadline(config.deadline);
    match &config.backend {
        Backend::Emulator { origin } => upstream = upstream.base_url(origin.clone()),
        Backend::Live => {}
    }
    let forward = match &config.backend {
        Backend::Emulator { origin }
            if config.single_origin || tls.is_some() || tunnel.is_some() =>
        {
            Some(Forward::new(origin))
        }
        Backend::Emulator { .. } | Backend::Live => None,
    };
    let callers = match tunnel {
        Some(tunnel) => config.callers.allowing_host(tunnel.host()),
        None => config.callers,
    };
    Ok(Router {
        forward,
        certificate: tls.map(|it| it.pem().to_owned()),
        login: Login {
            signer: Signer::new(*account, *key, secret),
            room: Room::new(Client::new(&upstream)?, config.room),
            clock: config.clock,
            token_ttl: config.token_ttl,
            deadline: config.deadline,
        },
        page: Page::new(config.web_dir),
        backend: config.backend,
        callers,
    })
}

async fn serve(
    listener: TcpListener,
    mut tunnel: Option<Tunnel>,
    served: Arc<Served>,
    mut stopped: oneshot::Receiver<()>,
    grace: Duration,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut acceptor = Acceptor::new(listener);
    loop {
        tokio::select! {
            stream = acceptor.accept() => {
                connections.spawn(converse(stream, served.clone(), graceful.watcher()));
            }
            stream = tunnel::accept(&mut tunnel) => {
                let (served, watcher) = (served.clone(), graceful.watcher());
                connections.spawn(async move {
                    speak(stream, Entrance::Https, served, Usage::begin(), watcher).await;
                });
            }
            Some(_) = connections.join_next() => {}
            _ = &mut stopped => break,
        }
    }
    drop(acceptor);
    if timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off by the shutdown");
    }
}

/// Serves a connection. TLS is told by its first byte.
async fn converse(stream: TcpStream, served: Arc<Served>, watcher: Watcher) {
    let usage = Usage::begin();
    let Some(tls) = &served.tls else {
        return speak(stream, Entrance::Http, served, usage, watcher).await;
    };
    let mut first = [0];
    let peeked = tokio::select! {
        peeked = stream.peek(&mut first) => peeked,
        () = usage.unused() => return,
    };
    match (peeked, first) {
        (Ok(1..), [tls::HANDSHAKE]) => {
            let accepted = tokio::select! {
                accepted = tls.accept(stream) => accepted,
                () = usage.unused() => return,
            };
            match accepted {
                Ok(stream) => speak(stream, Entrance::Https, served, usage, watcher).await,
                Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
            }
        }
        (Ok(1..), _) => speak(stream, Entrance::BesideHttps, served, usage, watcher).await,
        // It was closed before it said anything.
        _ => {}
    }
}

async fn speak<S>(
    stream: S,
    entrance: Entrance,
    served: Arc<Served>,
    usage: Usage,
    watcher: Watcher,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let used = usage.clone();
    let service = service_fn(move |request| {
        let (served, in_use) = (served.clone(), used.request());
        async move {
            let answer = served.router.answer(entrance, request).await;
            drop(in_use);
            answer
        }
    });
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    // The limit for heads ends idle connections, too, and so too early: [`Usage`] limits both times.
    http.http1().timer(TokioTimer::new()).header_read_timeout(None);
    let stream = TokioIo::new(WriteTimeout::new(stream));
    let connection = http.serve_connection_with_upgrades(stream, service);
    tokio::select! {
        ended = watcher.watch(connection) => if let Err(error) = ended {
            tracing::debug!(%error, "connection ended early");
        },
        () = usage.unused() => {}
    }
}
