//! Tunnels by ngrok: its servers have a public address, end TLS there, and pass connections on to its clients.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::Stream;
use ngrok::{
    EndpointConn, Error as _, Session,
    config::TunnelBuilder,
    session::{ConnectError, RpcError},
    tunnel::{EndpointInfo, HttpTunnel},
};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use twilio_token::Secret;

use super::{Tunnel, TunnelUrlError};
use redact::redacted;

mod connector;
mod link;
mod redact;

/// Where clients connect unless another server is configured.
const SERVER: &str = "connect.ngrok-agent.com:443";

/// Real time for the login and for the tunnel, each.
const LIMIT: Duration = Duration::from_secs(10);

/// What ngrok shows on its dashboard as the end of the tunnel; by default it is told the path of the program.
const FORWARDS_TO: &str = "login-server";

/// A tunnel that is to be opened; fields are free to be changed before.
#[derive(Clone, Debug)]
pub struct Ngrok {
    /// The token of an account, `NGROK_AUTHTOKEN`; `Debug` hides it.
    pub authtoken: Secret,
    /// A domain of the account; without one, ngrok chooses.
    pub domain: Option<String>,
    /// Name and port of a server other than ngrok's own.
    pub server: Option<String>,
    /// The certificate authority of the server in PEM, if it is not ngrok's own.
    pub authority: Option<String>,
}

/// Why there is no tunnel; the token is in none of these.
#[derive(Debug, thiserror::Error)]
pub enum NgrokError {
    /// There is no token.
    #[error(
        "NGROK_AUTHTOKEN is missing: set it in the environment or in .env to the token of \
         https://dashboard.ngrok.com/get-started/your-authtoken"
    )]
    NoToken,
    /// The name of the server is malformed.
    #[error("the address of ngrok's server is malformed")]
    Server(#[source] ngrok::session::InvalidServerAddr),
    /// The server cannot be reached, or does not speak ngrok's protocol.
    #[error(
        "ngrok cannot be reached at {server}: check the network of this machine, and whether a \
         firewall lets this connection out"
    )]
    Unreachable {
        /// Name and port.
        server: String,
        /// What went wrong.
        source: ConnectError,
    },
    /// The server does not answer.
    #[error("ngrok does not answer at {server} within {} s: check the network", LIMIT.as_secs())]
    Slow {
        /// Name and port.
        server: String,
    },
    /// The token is wrong, or the account may not connect now.
    #[error(
        "ngrok refuses the login with NGROK_AUTHTOKEN: {0}; the token of an account is at \
         https://dashboard.ngrok.com/get-started/your-authtoken"
    )]
    Login(String),
    /// The account may not have this tunnel, such as for its domain.
    #[error("ngrok refuses the tunnel: {0}; check --tunnel-domain if there is one")]
    Refused(String),
    /// The connection broke.
    #[error("the connection with ngrok broke before there was a tunnel")]
    Broken(#[source] RpcError),
    /// The address of the tunnel is not one for pages.
    #[error(transparent)]
    Url(#[from] TunnelUrlError),
}

impl Ngrok {
    /// A tunnel of this account, at an address that ngrok chooses.
    pub fn new(authtoken: Secret) -> Self {
        Self { authtoken, domain: None, server: None, authority: None }
    }

    /// Opens it. When the connection with ngrok is cut, it is made again until the tunnel is dropped. The tunnel
    /// ends when ngrok then refuses the login or the tunnel. The pauses between tries are at most 30 s while ngrok
    /// cannot be reached, and grow when new connections break before the tunnel is open.
    pub async fn open(&self) -> Result<Tunnel, NgrokError> {
        let login = self.in_time(self.log_in()).await?;
        let tunnel = self.in_time(self.listen(&login.session)).await?;
        let url = tunnel.url().to_owned();
        let authtoken = self.authtoken.clone();
        Ok(Tunnel::new(&url, Connections { tunnel, _login: login, authtoken })?)
    }

    fn server(&self) -> &str {
        self.server.as_deref().unwrap_or(SERVER)
    }

    async fn in_time<T>(
        &self,
        step: impl Future<Output = Result<T, NgrokError>>,
    ) -> Result<T, NgrokError> {
        let server = || self.server().to_owned();
        timeout(LIMIT, step).await.unwrap_or_else(|_| Err(NgrokError::Slow { server: server() }))
    }

    async fn log_in(&self) -> Result<Login, NgrokError> {
        let stop = CancellationToken::new();
        let stopping = stop.clone().drop_guard();
        let mut builder = Session::builder();
        builder
            .authtoken(self.authtoken.expose())
            .client_info("login-server", env!("CARGO_PKG_VERSION"), None::<String>)
            .connector(connector::until(stop, self.authtoken.clone()))
            .server_addr(self.server())
            .map_err(NgrokError::Server)?;
        if let Some(authority) = &self.authority {
            builder.ca_cert(authority.clone().into());
        }
        let session = builder.connect().await.map_err(|error| self.login_error(error))?;
        Ok(Login { session, _stop: stopping })
    }

    fn login_error(&self, error: ConnectError) -> NgrokError {
        if matches!(error, ConnectError::Auth(RpcError::Response(_))) {
            return NgrokError::Login(redacted(&error.msg(), error.error_code(), &self.authtoken));
        }
        NgrokError::Unreachable { server: self.server().to_owned(), source: error }
    }

    async fn listen(&self, session: &Session) -> Result<HttpTunnel, NgrokError> {
        let mut endpoint = session.http_endpoint();
        endpoint.forwards_to(FORWARDS_TO);
        if let Some(domain) = &self.domain {
            endpoint.domain(domain);
        }
        endpoint.listen().await.map_err(|error| {
            if matches!(error, RpcError::Response(_)) {
                let told = redacted(&error.msg(), error.error_code(), &self.authtoken);
                NgrokError::Refused(told)
            } else {
                NgrokError::Broken(error)
            }
        })
    }
}

/// A session, which ends when this is dropped.
struct Login {
    session: Session,
    _stop: DropGuard,
}

/// The connections of a tunnel.
struct Connections {
    tunnel: HttpTunnel,
    _login: Login,
    authtoken: Secret,
}

impl Stream for Connections {
    type Item = Result<EndpointConn, String>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.tunnel).poll_next(cx);
        next.map_err(|error| redact::reason(&error, &self.authtoken))
    }
}
