use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use super::call::host;
use crate::mapped_origin::MappedOrigin;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Opens connections. The machine's certificates are read for the first connection, since few
/// emulators send webhooks.
pub(super) struct Connector {
    origins: Vec<MappedOrigin>,
    connector: OnceLock<Option<HttpsConnector<HttpConnector>>>,
}

impl Connector {
    pub(super) fn new(origins: Vec<MappedOrigin>) -> Self {
        Self { origins, connector: OnceLock::new() }
    }

    /// Where the receiver of a request is reached. If that is elsewhere, the request says for which
    /// scheme and host it was made, as tunnels and reverse proxies do.
    pub(super) fn place(&self, request: &mut Request<Bytes>) -> Uri {
        let address = request.uri().clone();
        let Some(place) = self.origins.iter().find_map(|it| it.reach(&address)) else {
            return address;
        };
        let scheme = address.scheme_str().and_then(|it| HeaderValue::from_str(it).ok());
        let host = host(&address).and_then(|it| HeaderValue::from_str(it).ok());
        for (name, value) in [(FORWARDED_PROTO, scheme), (FORWARDED_HOST, host)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value);
            }
        }
        place
    }

    /// The connector; none when cryptography does not work here.
    pub(super) fn get(&self) -> Option<&HttpsConnector<HttpConnector>> {
        let made = || {
            connector()
                .inspect_err(
                    |error| tracing::warn!(%error, "webhooks cannot be sent: TLS is not available"),
                )
                .ok()
        };
        self.connector.get_or_init(made).as_ref()
    }
}

/// A machine without certificates can still call plain HTTP.
fn connector() -> Result<HttpsConnector<HttpConnector>, rustls::Error> {
    let builder = HttpsConnectorBuilder::new();
    let provider = aws_lc_rs::default_provider();
    let builder = match builder.with_provider_and_native_roots(provider) {
        Ok(builder) => builder,
        Err(error) => {
            tracing::debug!(%error, "no root certificates: https webhooks fail");
            let provider = Arc::new(aws_lc_rs::default_provider());
            let tls = ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth();
            HttpsConnectorBuilder::new().with_tls_config(tls)
        }
    };
    Ok(builder.https_or_http().enable_http1().build())
}
