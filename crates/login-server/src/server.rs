//! The listening socket and its connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use http::header::InvalidHeaderValue;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use local_server::{Acceptor, Usage, WriteTimeout, hint, listen};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use twilio_conversations::{Client, ConfigError};
use twilio_token::Signer;

use crate::{
    Backend, Config, Credentials,
    headers::SecurityHeaders,
    login::Login,
    page::Page,
    room::Room,
    router::{self, Router},
};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The client of the backend cannot be made.
    #[error("failed to set up the Conversations client")]
    Client(#[from] ConfigError),
    /// The backend's origin cannot be part of a header.
    #[error("the origin of the backend is not a valid header value")]
    Origin(#[from] InvalidHeaderValue),
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
        let refused = |source| StartError::Listen { address: config.listen, source };
        let listener = listen(config.listen).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let grace = config.deadline;
        let router = Arc::new(router(config)?);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, router, stopped, grace));
        Ok(Self { address, stop: Some(stop), task })
    }

    /// Its origin, such as `http://127.0.0.1:5000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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

fn router(config: Config) -> Result<Router, StartError> {
    let Credentials { account, key, secret } = &config.credentials;
    let upstream = twilio_conversations::Credentials::new(key.to_string(), secret.expose());
    let mut upstream = twilio_conversations::Config::new(upstream).deadline(config.deadline);
    match &config.backend {
        Backend::Emulator { origin } => upstream = upstream.base_url(origin.clone()),
        Backend::Live => {}
    }
    Ok(Router {
        security: SecurityHeaders::new(&config.backend)?,
        client_config: router::client_config(&config.backend),
        login: Login {
            signer: Signer::new(*account, *key, secret),
            room: Room::new(Client::new(&upstream)?, config.room),
            clock: config.clock,
            token_ttl: config.token_ttl,
            deadline: config.deadline,
        },
        page: Page::new(config.web_dir),
        callers: config.callers,
    })
}

async fn serve(
    listener: TcpListener,
    router: Arc<Router>,
    mut stopped: oneshot::Receiver<()>,
    grace: Duration,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut acceptor = Acceptor::new(listener);
    loop {
        tokio::select! {
            stream = acceptor.accept() => {
                connections.spawn(converse(stream, &router, &graceful));
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

fn converse(
    stream: TcpStream,
    router: &Arc<Router>,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let (router, usage) = (Arc::clone(router), Usage::begin());
    let used = usage.clone();
    let service = service_fn(move |request| {
        let (router, in_use) = (Arc::clone(&router), used.request());
        async move {
            let answer = router.answer(request).await;
            drop(in_use);
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Ends idle connections, too, and so too early: [`Usage`] limits both times.
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream)), service);
    let connection = graceful.watch(connection);
    async move {
        tokio::select! {
            ended = connection => if let Err(error) = ended {
                tracing::debug!(%error, "connection ended early");
            },
            () = usage.unused() => {}
        }
    }
}
