//! TLS for Twilio's host names, under a certificate authority of the emulator's own.

mod by_name;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use parking_lot::Mutex;
use rustls::{
    AlertDescription, Error, ServerConfig,
    crypto::aws_lc_rs,
    version::{TLS12, TLS13},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use local_server::{AuthorityError, CertificateAuthority, Leaves, Scope};

use by_name::ByName;

/// What the emulator's authority signs for.
const TWILIO: Scope = Scope::Domains(&fake_rest::TWILIO_DOMAINS);

/// Opens the authority for Twilio's names that is kept in a folder, or makes it.
///
/// # Errors
/// Why it can be neither read nor made.
pub fn open_authority(
    folder: &Path,
    now: Timestamp,
) -> Result<CertificateAuthority, AuthorityError> {
    CertificateAuthority::open(folder, TWILIO, now)
}

/// First byte of a TLS connection: the type of a handshake record (RFC 8446, section 5.1).
pub(crate) const HANDSHAKE: u8 = 0x16;

/// Protocols over TLS, the preferred one first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// TLS of an emulator. Nothing of it is loaded before the first client asks for it.
pub(crate) struct Tls {
    /// Where the certificate authority is kept; without it there is no TLS.
    folder: Option<PathBuf>,
    config: Mutex<Option<Arc<ServerConfig>>>,
}

impl Tls {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, config: Mutex::default() }
    }

    /// Ends TLS of a client; `None` when that fails, which the log tells with what to do.
    pub(crate) async fn accept<S>(&self, stream: S, now: Timestamp) -> Option<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let config = match self.config(now) {
            Ok(config) => config,
            Err(error) => {
                tracing::warn!("a TLS client was refused: {error:#}");
                return None;
            }
        };
        match TlsAcceptor::from(config).accept(stream).await {
            Ok(stream) => Some(stream),
            Err(error) => {
                report(&error);
                None
            }
        }
    }

    /// The certificate of the authority, which is made unless it is there; `None` without one.
    pub(crate) fn certificate_file(&self, now: Timestamp) -> Option<PathBuf> {
        let opened = open_authority(self.folder.as_ref()?, now);
        match opened {
            Ok(authority) => Some(authority.file().to_owned()),
            Err(error) => {
                tracing::warn!("there is no TLS: {error}");
                None
            }
        }
    }

    /// The configuration; an authority that could not be used is tried again by the next client.
    fn config(&self, now: Timestamp) -> anyhow::Result<Arc<ServerConfig>> {
        let mut known = self.config.lock();
        if let Some(config) = &*known {
            return Ok(config.clone());
        }
        let folder = self.folder.as_ref();
        let folder = folder.ok_or_else(|| anyhow::anyhow!("TLS needs --ca-dir; http works"))?;
        let authority = open_authority(folder, now)?;
        let config = Arc::new(configure(&authority, now)?);
        *known = Some(config.clone());
        Ok(config)
    }
}

fn configure(authority: &CertificateAuthority, now: Timestamp) -> anyhow::Result<ServerConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(ByName(Leaves::new(authority, now)?)));
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

/// Logs why a handshake failed, with what to do.
fn report(error: &io::Error) {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::AlertReceived(
            AlertDescription::UnknownCA | AlertDescription::BadCertificate,
        )) => {
            tracing::warn!(
                "a TLS client does not trust the emulator's certificate authority; give it the file that \
                 `fake-twilio ca show` names"
            );
        }
        Some(Error::PeerIncompatible(what)) => {
            tracing::warn!(
                "a TLS client was refused: TLS 1.2 and 1.3 are spoken here ({what:?}); let it use one of \
                 them, or http"
            );
        }
        _ => tracing::debug!(%error, "a TLS handshake failed"),
    }
}
