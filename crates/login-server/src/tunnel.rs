//! Tunnels: connections that come from a public address of somebody else's.

use std::{error::Error, fmt, future, pin::Pin};

use futures_util::{Stream, StreamExt, TryStreamExt};
use http::{Uri, uri::Authority};
use tokio::io::{AsyncRead, AsyncWrite};

#[cfg(feature = "ngrok")]
pub(crate) mod ngrok;

/// Why a tunnel ended.
type End = Box<dyn Error + Send + Sync>;

type Connections = Pin<Box<dyn Stream<Item = Result<Box<dyn Connection>, End>> + Send>>;

/// A connection, whatever carries it.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// A public address, and the connections that its clients make. The other end of the tunnel ends their TLS.
#[must_use = "the tunnel ends when this is dropped"]
pub struct Tunnel {
    host: Authority,
    connections: Connections,
}

/// The address of a tunnel is of another form than `https://host`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address of a tunnel is an origin such as https://app.example, and not {0}")]
pub struct TunnelUrlError(String);

impl Tunnel {
    /// A tunnel whose clients open this address. Its first error, or its last connection, is its end.
    pub fn new<C, E>(
        url: &str,
        connections: impl Stream<Item = Result<C, E>> + Send + 'static,
    ) -> Result<Self, TunnelUrlError>
    where
        C: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let host = authority(url).ok_or_else(|| TunnelUrlError(url.to_owned()))?;
        let connections = connections
            .map_ok(|connection| Box::new(connection) as Box<dyn Connection>)
            .map_err(Into::into);
        Ok(Self { host, connections: Box::pin(connections) })
    }

    /// Its origin, such as `https://app.example`.
    pub fn url(&self) -> String {
        format!("https://{}", self.host)
    }

    /// Name and port in the `Host` of its requests.
    pub(crate) fn host(&self) -> &str {
        self.host.as_str()
    }

    async fn accept(&mut self) -> Option<Box<dyn Connection>> {
        match self.connections.next().await {
            Some(Ok(connection)) => return Some(connection),
            Some(Err(error)) => tracing::warn!(%error, url = self.url(), "the tunnel ended"),
            None => tracing::warn!(url = self.url(), "the tunnel ended"),
        }
        None
    }
}

impl fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tunnel").field("host", &self.host).finish_non_exhaustive()
    }
}

/// The next connection of a tunnel, if there is one; nothing is lost when this is dropped before its end.
pub(crate) async fn accept(tunnel: &mut Option<Tunnel>) -> Box<dyn Connection> {
    if let Some(open) = tunnel {
        if let Some(connection) = open.accept().await {
            return connection;
        }
        *tunnel = None;
    }
    future::pending().await
}

/// Name and port in an origin that speaks https.
fn authority(url: &str) -> Option<Authority> {
    let url: Uri = url.parse().ok()?;
    let is_origin = url.scheme_str() == Some("https") && url.path() == "/" && url.query().is_none();
    let host = url.authority().filter(|it| is_origin && !it.as_str().contains('@'));
    host.cloned()
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::io::DuplexStream;

    use super::*;

    fn tunnel(url: &str) -> Result<Tunnel, TunnelUrlError> {
        Tunnel::new(url, stream::empty::<Result<DuplexStream, String>>())
    }

    #[test]
    fn the_address_is_an_origin_by_https() {
        for url in ["https://app.example", "https://app.example/"] {
            assert_eq!(tunnel(url).unwrap().url(), "https://app.example", "{url}");
        }
        assert_eq!(tunnel("https://app.example:444").unwrap().host(), "app.example:444");
        for url in
            ["http://app.example", "https://app.example/x", "https://me@app.example", "app", ""]
        {
            let error = tunnel(url).unwrap_err();
            assert_eq!(error, TunnelUrlError(url.to_owned()));
        }
    }
}
