//! Certificates by the name that a client asks for.

use std::{collections::HashMap, sync::Arc};

use fake_rest::is_twilio_host;
use jiff::Timestamp;
use parking_lot::Mutex;
use rcgen::KeyPair;
use rustls::{
    crypto::aws_lc_rs::sign::any_ecdsa_type,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SigningKey},
};

use super::authority::CertificateAuthority;

/// Names whose certificates are kept; Twilio has fewer hosts.
const KEPT: usize = 256;

/// Signs a certificate for each of Twilio's names when a client first asks for it. All have one key,
/// which is drawn anew in every run.
pub(super) struct Leaves {
    authority: CertificateAuthority,
    key: KeyPair,
    signing_key: Arc<dyn SigningKey>,
    /// When the emulator met its first TLS client, by the machine's clock.
    now: Timestamp,
    signed: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl Leaves {
    pub(super) fn new(authority: CertificateAuthority, now: Timestamp) -> anyhow::Result<Self> {
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signing_key = any_ecdsa_type(&der)?;
        Ok(Self { authority, key, signing_key, now, signed: Mutex::default() })
    }

    fn certificate(&self, name: &str) -> Result<Arc<CertifiedKey>, rcgen::Error> {
        let mut signed = self.signed.lock();
        if let Some(known) = signed.get(name) {
            return Ok(known.clone());
        }
        let leaf = self.authority.sign(name, &self.key, self.now)?;
        // With the authority in the chain, a browser accepts it by the hash of the authority's key.
        let chain = vec![leaf, self.authority.certificate().clone()];
        let certified = Arc::new(CertifiedKey::new(chain, self.signing_key.clone()));
        if signed.len() >= KEPT {
            signed.clear();
        }
        signed.insert(name.to_owned(), certified.clone());
        Ok(certified)
    }
}

impl ResolvesServerCert for Leaves {
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
                "a TLS client that asked for {name} was refused: https is for Twilio's host names alone"
            );
            return None;
        }
        self.certificate(&name)
            .inspect_err(|error| tracing::warn!(%error, "no certificate for {name}"))
            .ok()
    }
}

impl std::fmt::Debug for Leaves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaves").finish_non_exhaustive()
    }
}
