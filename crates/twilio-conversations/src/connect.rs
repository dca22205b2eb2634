//! Connections: by a proxy where the environment names one, with TLS where the origin has `https`.

use std::{
    error::Error as StdError,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector};
use hyper_util::{
    client::{
        legacy::connect::{HttpConnector, proxy::Tunnel},
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::ConfigError;

/// Time without traffic after which the peer is probed: a WebSocket may be silent for hours.
const KEEPALIVE: Duration = Duration::from_secs(60);

type BoxError = Box<dyn StdError + Send + Sync>;

/// What dials the servers of a client.
pub(crate) type Connector = HttpsConnector<ProxyConnector>;

/// Connects to the destination, or through the proxy that is named for it (`CONNECT`, RFC 9110 9.3.6).
///
/// Destinations without TLS are always dialled directly: plain HTTP is for an emulator nearby.
#[derive(Clone)]
pub(crate) struct ProxyConnector {
    http: HttpConnector,
    proxies: Arc<Matcher>,
}

/// A connector for origins with TLS, or for some without.
///
/// The roots are those of this machine, or of the file or folder that `SSL_CERT_FILE` or
/// `SSL_CERT_DIR` names.
pub(crate) fn connector(needs_tls: bool, proxies: Matcher) -> Result<Connector, ConfigError> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_keepalive(Some(KEEPALIVE));
    let dialler = ProxyConnector { http, proxies: Arc::new(proxies) };
    Ok(HttpsConnector::from((dialler, tls(needs_tls)?)))
}

/// The settings of TLS, one for all clients that are there at the same time: root certificates take some
/// hundred KiB, and a session with a server can be resumed by any of them.
fn tls(with_roots: bool) -> Result<Arc<ClientConfig>, ConfigError> {
    static SHARED: [Mutex<Weak<ClientConfig>>; 2] = [const { Mutex::new(Weak::new()) }; 2];
    let mut shared = SHARED[usize::from(with_roots)].lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(tls) = shared.upgrade() {
        return Ok(tls);
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(ConfigError::Tls)?;
    let tls = if with_roots {
        versions.with_native_roots().map_err(ConfigError::Roots)?
    } else {
        // A machine without certificates can run the emulator, and nothing else is dialled.
        versions.with_root_certificates(RootCertStore::empty())
    };
    let tls = Arc::new(tls.with_no_client_auth());
    *shared = Arc::downgrade(&tls);
    Ok(tls)
}

impl ProxyConnector {
    fn proxy_for(&self, destination: &Uri) -> Option<Intercept> {
        let is_tls = destination.scheme_str() == Some("https");
        self.proxies.intercept(destination).filter(|_| is_tls)
    }
}

impl Service<Uri> for ProxyConnector {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let Some(proxy) = self.proxy_for(&destination) else {
            let connecting = self.http.call(destination);
            return Box::pin(async { connecting.await.map_err(Into::into) });
        };
        if proxy.uri().scheme_str() != Some("http") {
            return Box::pin(async { Err("the proxy must be an http:// address".into()) });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.http.clone());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(destination);
        Box::pin(async { connecting.await.map_err(Into::into) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_destinations_with_tls_go_by_proxy() {
        let proxies = Matcher::builder().all("http://proxy.example:3128").no("twilio.test").build();
        let connector = ProxyConnector { http: HttpConnector::new(), proxies: Arc::new(proxies) };
        let proxy =
            |uri| connector.proxy_for(&Uri::from_static(uri)).map(|it| it.uri().to_string());
        let expected = Some("http://proxy.example:3128/".to_owned());
        assert_eq!(proxy("https://conversations.twilio.com"), expected);
        assert_eq!(proxy("https://video.twilio.test"), None);
        assert_eq!(proxy("http://127.0.0.1:4010"), None);
    }
}
