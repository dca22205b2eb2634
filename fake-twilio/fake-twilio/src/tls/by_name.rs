//! Certificates by the name that a client asks for.

use std::sync::Arc;

use fake_rest::is_twilio_host;
use local_server::Leaves;
use rustls::{
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// Certificates for Twilio's names alone.
#[derive(Debug)]
pub(super) struct ByName(pub(super) Leaves);

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let Some(name) = hello.server_name().map(str::to_ascii_lowercase) else {
            tracing::warn!(
                "a TLS client that names no host was refused: https is for Twilio's host names, by proxy; \
                 this address speaks http"
            );
            return None;
        };
        if !is_twilio_host(&name) {
            tracing::warn!(
                "a TLS client that asked for {name} was refused: https is for Twilio's host names alone; \
                 use http with any other name of this address"
            );
            return None;
        }
        self.0
            .certificate(&name)
            .inspect_err(|error| tracing::warn!(%error, "no certificate for {name}"))
            .ok()
    }
}
