use std::sync::Arc;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

/// What opens connections; a machine without certificates can still call plain HTTP.
pub(super) fn connector() -> Result<HttpsConnector<HttpConnector>, rustls::Error> {
    let builder = HttpsConnectorBuilder::new();
    let provider = aws_lc_rs::default_provider();
    let builder = match builder.with_provider_and_native_roots(provider) {
        Ok(builder) => builder,
        Err(error) => {
            tracing::debug!(%error, "only plain HTTP can be called");
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
