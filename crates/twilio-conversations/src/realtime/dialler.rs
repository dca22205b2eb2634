//! Opens a WebSocket: by a proxy where the environment names one, with TLS for `wss` addresses.

use std::{error::Error as StdError, pin::Pin, time::Duration};

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use tokio::time::timeout;
use tower_service::Service;

use crate::{
    connect::{Connector, connector},
    realtime::{ConnectError, socket::Socket},
};

/// Longest wait for a WebSocket, from the resolution of the name to the end of the handshake.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) type DialError = Box<dyn StdError + Send + Sync>;
pub(super) type Dialling = Pin<Box<dyn Future<Output = Result<Box<Socket>, DialError>> + Send>>;

pub(super) struct Dialler {
    address: Uri,
    /// The same with the scheme `http` or `https`, for the connector.
    destination: Uri,
    connector: Connector,
}

impl Dialler {
    pub(super) fn new(address: Uri, proxies: Matcher) -> Result<Self, ConnectError> {
        let is_tls = match address.scheme_str() {
            Some("ws") => false,
            Some("wss") => true,
            _ => return Err(ConnectError::Address),
        };
        let mut parts = address.clone().into_parts();
        parts.scheme =
            Some(if is_tls { http::uri::Scheme::HTTPS } else { http::uri::Scheme::HTTP });
        let destination = Uri::from_parts(parts).map_err(|_| ConnectError::Address)?;
        Ok(Self { address, destination, connector: connector(is_tls, proxies)? })
    }

    pub(super) fn dial(&self) -> Dialling {
        let (address, destination) = (self.address.clone(), self.destination.clone());
        let connector = self.connector.clone();
        Box::pin(async move { timeout(PATIENCE, open(address, destination, connector)).await? })
    }
}

async fn open(
    address: Uri,
    destination: Uri,
    mut connector: Connector,
) -> Result<Box<Socket>, DialError> {
    std::future::poll_fn(|context| connector.poll_ready(context)).await?;
    let stream = connector.call(destination).await?;
    Ok(Box::new(Socket::open(address, stream).await?))
}
