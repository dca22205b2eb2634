//! Certificates of hosts, signed as they are needed.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use parking_lot::Mutex;
use rcgen::KeyPair;
use rustls::{
    crypto::aws_lc_rs::sign::any_ecdsa_type,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::{CertifiedKey, SigningKey},
};

use crate::authority::{AuthorityError, CertificateAuthority, Signer};

/// Names whose certificates are kept; nobody has more of them.
const KEPT: usize = 256;

/// Signs a certificate for each name when a client first names it. All have one key, which is drawn anew
/// in every run.
pub struct Leaves {
    signer: Signer,
    key: KeyPair,
    signing_key: Arc<dyn SigningKey>,
    /// When the first client came, by the machine's clock.
    now: Timestamp,
    signed: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl Leaves {
    /// Certificates of an authority, valid from this moment on.
    ///
    /// # Errors
    /// When the authority's key cannot be used, or no key can be drawn.
    pub fn new(authority: &CertificateAuthority, now: Timestamp) -> Result<Self, AuthorityError> {
        let signer = authority.signer()?;
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signing_key = any_ecdsa_type(&der).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        Ok(Self { signer, key, signing_key, now, signed: Mutex::default() })
    }

    /// The certificate for a host name or an address, with the authority's behind it.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn certificate(&self, name: &str) -> Result<Arc<CertifiedKey>, AuthorityError> {
        let mut signed = self.signed.lock();
        if let Some(known) = signed.get(name) {
            return Ok(known.clone());
        }
        let leaf = self.signer.sign(name, &self.key, self.now)?;
        // With the authority in the chain, a browser accepts it by the hash of the authority's key.
        let chain = vec![leaf, self.signer.certificate().clone()];
        let certified = Arc::new(CertifiedKey::new(chain, self.signing_key.clone()));
        if signed.len() >= KEPT {
            signed.clear();
        }
        signed.insert(name.to_owned(), certified.clone());
        Ok(certified)
    }
}

impl std::fmt::Debug for Leaves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaves").finish_non_exhaustive()
    }
}
