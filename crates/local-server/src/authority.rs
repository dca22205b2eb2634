//! Certificate authorities, which sign for a few names alone.

mod error;
mod file;
mod signer;

use std::{
    net::Ipv6Addr,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, GeneralSubtree, IsCa, KeyPair,
    KeyUsagePurpose, NameConstraints, PublicKeyData,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use time::OffsetDateTime;
use x509_parser::parse_x509_certificate;

pub use error::AuthorityError;
pub(crate) use signer::Signer;

/// How long an authority is valid: the longest time that Apple's systems accept of one that a user
/// added.
const VALIDITY: SignedDuration = SignedDuration::from_hours(825 * 24);

/// An authority with less time left is replaced.
const RENEWAL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Clients whose clocks are behind accept what is signed now, too.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);

/// What an authority signs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Domains with the names below them, and no addresses.
    Domains(&'static [&'static str]),
    /// This machine and local networks: private addresses, `localhost` and `.local` (RFC 1918, RFC 4193,
    /// RFC 6762).
    Lan,
}

/// Domains of [`Scope::Lan`].
const LAN_DOMAINS: [&str; 2] = ["localhost", "local"];

/// Networks of [`Scope::Lan`].
const LAN_V4: [([u8; 4], u8); 5] = [
    ([127, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
    ([169, 254, 0, 0], 16),
];
const LAN_V6: [(Ipv6Addr, u8); 3] = [
    (Ipv6Addr::LOCALHOST, 128),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
];

impl Scope {
    /// The names of its files, without their ends.
    fn stem(self) -> &'static str {
        match self {
            Self::Domains(_) => "ca",
            Self::Lan => "lan-ca",
        }
    }

    fn common_name(self) -> &'static str {
        match self {
            Self::Domains(_) => "fake-twilio CA",
            Self::Lan => "fake-twilio LAN CA",
        }
    }

    fn constraints(self) -> NameConstraints {
        let name = |it: &&str| GeneralSubtree::DnsName((*it).to_owned());
        match self {
            Self::Domains(names) => {
                let all =
                    [CidrSubnet::from_v4_prefix([0; 4], 0), CidrSubnet::from_v6_prefix([0; 16], 0)];
                NameConstraints {
                    permitted_subtrees: names.iter().map(name).collect(),
                    excluded_subtrees: all.map(GeneralSubtree::IpAddress).to_vec(),
                }
            }
            Self::Lan => {
                let v4 = LAN_V4.map(|(address, bits)| CidrSubnet::from_v4_prefix(address, bits));
                let v6 = LAN_V6
                    .map(|(address, bits)| CidrSubnet::from_v6_prefix(address.octets(), bits));
                let networks = v4.into_iter().chain(v6).map(GeneralSubtree::IpAddress);
                NameConstraints {
                    permitted_subtrees: LAN_DOMAINS.iter().map(name).chain(networks).collect(),
                    excluded_subtrees: Vec::new(),
                }
            }
        }
    }
}

/// Signs certificates for the names of its [`Scope`], and for no others: clients that trust it need not
/// trust it with anything else.
pub struct CertificateAuthority {
    key_file: PathBuf,
    file: PathBuf,
    pem: String,
    certificate: CertificateDer<'static>,
    /// `SubjectPublicKeyInfo` (RFC 5280, section 4.1), in DER.
    public_key: Vec<u8>,
    /// Not examined before something is to be signed: that takes more than all else at the start of a program.
    private_key: PrivateKeyDer<'static>,
    not_after: Timestamp,
}

impl CertificateAuthority {
    /// Opens the authority that is kept in a folder. It is made if there is none, or if it expires
    /// within 30 days.
    ///
    /// # Errors
    /// Why it can be neither read nor made; [`AuthorityError::Exposed`] when others can read the key.
    pub fn open(folder: &Path, scope: Scope, now: Timestamp) -> Result<Self, AuthorityError> {
        let stem = scope.stem();
        let stored = file::read(folder, stem)?;
        let stored = stored.map(|text| Self::read(folder, stem, &text)).transpose()?;
        let lasting = |it: &Self| it.not_after.duration_since(now) > RENEWAL;
        let authority = match stored {
            Some(authority) if lasting(&authority) => authority,
            expiring => {
                let text = draw(scope, now)?;
                let text = file::write(folder, stem, &text, expiring.is_some())?;
                Self::read(folder, stem, &text)?
            }
        };
        file::publish(&authority.file, &authority.pem)?;
        Ok(authority)
    }

    fn read(folder: &Path, stem: &str, text: &str) -> Result<Self, AuthorityError> {
        let key_file = file::key_file(folder, stem);
        let malformed = || AuthorityError::Malformed(key_file.clone());
        let certificate =
            CertificateDer::from_pem_slice(text.as_bytes()).map_err(|_| malformed())?;
        let private_key =
            PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| malformed())?;
        let (_, parsed) = parse_x509_certificate(&certificate).map_err(|_| malformed())?;
        let public_key = parsed.public_key().raw.to_vec();
        let not_after = parsed.validity().not_after.timestamp();
        let not_after = Timestamp::from_second(not_after).map_err(|_| malformed())?;
        let (_, rest) = text.split_once(CERTIFICATE).ok_or_else(malformed)?;
        Ok(Self {
            file: file::certificate_file(folder, stem),
            pem: format!("{CERTIFICATE}{rest}"),
            key_file,
            certificate,
            public_key,
            private_key,
            not_after,
        })
    }

    /// The file with the certificate, in PEM.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The certificate, in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// When the authority expires.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The SHA-256 of its public key in base64: how Chromium's `--ignore-certificate-errors-spki-list`
    /// names it.
    pub fn public_key_hash(&self) -> String {
        STANDARD.encode(digest(&SHA256, &self.public_key))
    }

    /// What signs in its name.
    ///
    /// # Errors
    /// [`AuthorityError::Malformed`] when the private key is none, or that of another certificate.
    pub(crate) fn signer(&self) -> Result<Signer, AuthorityError> {
        let malformed = || AuthorityError::Malformed(self.key_file.clone());
        let key = KeyPair::try_from(&self.private_key).map_err(|_| malformed())?;
        if key.subject_public_key_info() != self.public_key {
            return Err(malformed());
        }
        Ok(Signer::new(self.certificate.clone(), key, self.not_after)?)
    }
}

/// How the certificate begins in a file.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// A new authority: its key, then its certificate, in PEM.
fn draw(scope: Scope, now: Timestamp) -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, scope.common_name());
    params.distinguished_name.push(DnType::OrganizationName, "fake-twilio");
    params.not_before = moment(now - CLOCK_SKEW)?;
    params.not_after = moment(now + VALIDITY)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(scope.constraints());
    let certificate = params.self_signed(&key)?;
    Ok(key.serialize_pem() + &certificate.pem())
}

/// A moment as certificates have it; only one after the year 9999 has none.
fn moment(at: Timestamp) -> Result<OffsetDateTime, rcgen::Error> {
    OffsetDateTime::from_unix_timestamp(at.as_second()).map_err(|_| rcgen::Error::Time)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

    use rustls::{
        RootCertStore,
        client::{WebPkiServerVerifier, danger::ServerCertVerifier},
        crypto::aws_lc_rs,
        pki_types::{ServerName, UnixTime},
    };

    use super::*;

    const TWILIO: Scope = Scope::Domains(&["twilio.com", "twiliocdn.com"]);

    fn now() -> Timestamp {
        "2026-11-28T12:00:00Z".parse().expect("a moment")
    }

    /// What a client that trusts an authority says against a certificate of it; nothing if it accepts it.
    fn verify(authority: &CertificateAuthority, name: &str, at: Timestamp) -> String {
        let key = KeyPair::generate().expect("a key");
        let signer = authority.signer().expect("its key");
        let leaf = signer.sign(name, &key, now()).expect("a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate.clone()).expect("an authority");
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = verifier.build().expect("a verifier");
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let seconds = u64::try_from(at.as_second()).expect("a moment after 1970");
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let outcome = verifier.verify_server_cert(&leaf, &[], &name, &[], at);
        outcome.err().map(|error| format!("{error:?}")).unwrap_or_default()
    }

    #[test]
    fn certificates_of_domains_hold_for_them_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let authority =
            CertificateAuthority::open(folder.path(), TWILIO, now()).expect("an authority");
        for name in ["api.twilio.com", "tsock.us1.twilio.com", "media.twiliocdn.com"] {
            assert_eq!(verify(&authority, name, now()), "", "{name}");
        }
        // Whoever has the key can sign anything; clients do not believe it.
        for name in ["example.org", "nottwilio.com", "localhost", "127.0.0.1", "::1"] {
            let refused = verify(&authority, name, now());
            assert!(refused.contains("NameConstraintViolation"), "{name}: {refused}");
        }
        let late = authority.not_after() + SignedDuration::from_secs(1);
        let refused = verify(&authority, "api.twilio.com", late);
        assert!(refused.contains("Expired"), "{refused}");
    }

    #[test]
    fn certificates_of_a_lan_hold_for_private_addresses_and_local_names_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |scope| CertificateAuthority::open(folder.path(), scope, now());
        let authority = open(Scope::Lan).expect("an authority");
        for name in [
            "localhost",
            "desk.local",
            "127.0.0.2",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.5",
            "169.254.7.7",
            "::1",
            "fd12::1",
            "fe80::1",
        ] {
            assert_eq!(verify(&authority, name, now()), "", "{name}");
        }
        for name in
            ["example.org", "api.twilio.com", "notlocal", "8.8.8.8", "172.32.0.1", "2001:db8::1"]
        {
            let refused = verify(&authority, name, now());
            assert!(refused.contains("NameConstraintViolation"), "{name}: {refused}");
        }
        // It is one of its own, beside the other.
        let other = open(TWILIO).expect("an authority");
        assert_ne!(other.file(), authority.file());
        assert_ne!(other.pem(), authority.pem());
    }

    #[test]
    fn an_authority_stays_until_it_is_about_to_expire() {
        let folder = tempfile::tempdir().expect("a folder");
        let open =
            |at| CertificateAuthority::open(folder.path(), TWILIO, at).expect("an authority");
        let first = open(now());
        assert_eq!(fs::read_to_string(first.file()).expect("the file"), first.pem());
        assert!(!first.pem().contains("PRIVATE"), "{}", first.pem());
        let before = first.not_after() - RENEWAL - SignedDuration::from_secs(1);
        assert_eq!(open(before).pem(), first.pem());
        let next = open(first.not_after() - RENEWAL);
        assert_ne!(next.pem(), first.pem());
        assert_eq!(fs::read_to_string(next.file()).expect("the file"), next.pem());
    }

    #[test]
    fn programs_that_start_together_have_one_authority() {
        let folder = tempfile::tempdir().expect("a folder");
        let open =
            || CertificateAuthority::open(folder.path(), TWILIO, now()).expect("an authority");
        let mut all: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| open().pem().to_owned())).collect();
            threads.into_iter().map(|it| it.join().expect("an authority")).collect()
        });
        all.dedup();
        assert_eq!(all, [open().pem()]);
    }

    #[test]
    fn the_key_is_its_owners_alone() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join("ca");
        CertificateAuthority::open(&folder, TWILIO, now()).expect("an authority");
        let key = file::key_file(&folder, "ca");
        let mode = |path: &Path| fs::metadata(path).expect("it").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&key)), (0o700, 0o600));
        for exposed in [0o640, 0o604, 0o660] {
            fs::set_permissions(&key, PermissionsExt::from_mode(exposed)).expect("a mode");
            let error =
                CertificateAuthority::open(&folder, TWILIO, now()).err().expect("a refusal");
            assert!(matches!(error, AuthorityError::Exposed(_)), "{error}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn what_is_no_authority_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = file::key_file(folder.path(), "ca");
        fs::write(&key, "mine").expect("a file");
        fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).expect("a mode");
        let error =
            CertificateAuthority::open(folder.path(), TWILIO, now()).err().expect("a refusal");
        assert!(matches!(error, AuthorityError::Malformed(_)), "{error}");
        assert_eq!(fs::read_to_string(key).expect("the file"), "mine");
    }

    #[test]
    fn the_key_of_another_certificate_signs_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let authority =
            CertificateAuthority::open(folder.path(), TWILIO, now()).expect("an authority");
        let key = file::key_file(folder.path(), "ca");
        let other = KeyPair::generate().expect("a key").serialize_pem();
        for private_key in
            [other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".to_owned()]
        {
            fs::write(&key, private_key + authority.pem()).expect("a file");
            let changed =
                CertificateAuthority::open(folder.path(), TWILIO, now()).expect("an authority");
            let error = changed.signer().err().expect("a refusal");
            assert!(
                error.to_string().starts_with(&format!("{} holds no", key.display())),
                "{error}"
            );
        }
    }
}
