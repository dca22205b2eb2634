//! Signatures of a certificate authority.

use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::CertificateDer;

use super::{CLOCK_SKEW, moment};

/// A certificate authority with its private key at hand.
pub(crate) struct Signer {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    not_after: Timestamp,
}

impl Signer {
    pub(super) fn new(
        certificate: CertificateDer<'static>,
        key: KeyPair,
        not_after: Timestamp,
    ) -> Result<Self, rcgen::Error> {
        let issuer = Issuer::from_ca_cert_der(&certificate, key)?;
        Ok(Self { certificate, issuer, not_after })
    }

    /// The certificate of the authority.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// A certificate for a host name or an address that holds as long as the authority.
    pub(crate) fn sign(
        &self,
        name: &str,
        key: &KeyPair,
        now: Timestamp,
    ) -> Result<CertificateDer<'static>, rcgen::Error> {
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        // A constant, because names may be longer than a common name can be.
        params.distinguished_name.push(DnType::CommonName, "fake-twilio");
        params.not_before = moment(now - CLOCK_SKEW)?;
        params.not_after = moment(self.not_after)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Ok(params.signed_by(key, &self.issuer)?.der().clone())
    }
}
