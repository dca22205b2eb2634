use std::sync::{Arc, OnceLock};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

/// Opens connections. The machine's certificates are read for the first connection, since few
/// emulators send webhooks.
#[derive(Default)]
pub(super) struct Connector(OnceLock<Option<HttpsConnector<HttpConnector>>>);

impl Connector {
    /// The connector; none when cryptography does not work here.
    pub(super) fn get(&self) -> Option<&HttpsConnector<HttpConnector>> {
        let made = || {
            connector()
                .inspect_err(
                    |error| tracing::warn!(%error, "webhooks cannot be sent: TLS is not available"),
                )
                .ok()
        };
        self.0.get_or_init(made).as_ref()
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
