//! TLS for pages on local networks, under an authority of their own.

use std::{
    collections::BTreeMap,
    io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use local_server::{AuthorityError, CertificateAuthority, Leaves, Scope};
use parking_lot::Mutex;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// First byte of a TLS connection: the type of a handshake record (RFC 8446, section 5.1).
pub(crate) const HANDSHAKE: u8 = 0x16;

/// Addresses of this machine whose settings are kept; few have more.
const KEPT: usize = 64;

/// TLS of a server.
pub(crate) struct Tls {
    leaves: Arc<Leaves>,
    /// The certificate of the authority.
    file: PathBuf,
    pem: String,
    /// By the address that clients connected to: they name hosts, and no addresses.
    configs: Mutex<BTreeMap<IpAddr, Arc<ServerConfig>>>,
}

impl Tls {
    /// TLS under the authority in a folder, which is made unless it is there.
    ///
    /// # Errors
    /// Why there is no authority.
    pub(crate) fn new(folder: &Path) -> Result<Self, AuthorityError> {
        let now = Timestamp::now();
        let authority = CertificateAuthority::open(folder, Scope::Lan, now)?;
        let (file, pem) = (authority.file().to_owned(), authority.pem().to_owned());
        let leaves = Arc::new(Leaves::new(&authority, now)?);
        Ok(Self { leaves, file, pem, configs: Mutex::default() })
    }

    /// The file with the certificate of the authority.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The certificate of the authority, in PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Ends TLS of a client.
    ///
    /// # Errors
    /// Why the handshake failed.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let address = stream.local_addr()?.ip().to_canonical();
        let config = self.config(address).map_err(io::Error::other)?;
        TlsAcceptor::from(config).accept(stream).await
    }

    fn config(&self, address: IpAddr) -> Result<Arc<ServerConfig>, rustls::Error> {
        let mut configs = self.configs.lock();
        if let Some(known) = configs.get(&address) {
            return Ok(known.clone());
        }
        let resolver = ByAddress { leaves: self.leaves.clone(), address };
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(resolver));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let config = Arc::new(config);
        if configs.len() >= KEPT {
            configs.clear();
        }
        configs.insert(address, config.clone());
        Ok(config)
    }
}

/// Certificates for the host that a client names, or else for the address that it connected to.
#[derive(Debug)]
struct ByAddress {
    leaves: Arc<Leaves>,
    address: IpAddr,
}

impl ResolvesServerCert for ByAddress {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().map(str::to_ascii_lowercase);
        let name = name.filter(|it| is_local(it)).unwrap_or_else(|| self.address.to_string());
        self.leaves
            .certificate(&name)
            .inspect_err(|error| tracing::warn!(%error, "no certificate for {name}"))
            .ok()
    }
}

/// Whether the authority signs for a name.
fn is_local(name: &str) -> bool {
    ["localhost", "local"].iter().any(|domain| {
        name.strip_suffix(domain).is_some_and(|it| it.is_empty() || it.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_and_of_local_networks_are_local() {
        for name in ["localhost", "app.localhost", "desk.local"] {
            assert!(is_local(name), "{name}");
        }
        for name in ["example.org", "notlocal", "local.example", "notlocalhost"] {
            assert!(!is_local(name), "{name}");
        }
    }
}
