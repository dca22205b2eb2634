//! A key store of Java with certificates to trust, in the form `JKS`: that of
//! `sun.security.provider.JavaKeyStore`, which every JDK reads.
//!
//! All numbers are big-endian. A magic number, the version and the number of entries are followed by the
//! entries, each a certificate with its alias, and by a digest of the password and all that.

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use rustls::pki_types::CertificateDer;

/// The password that the JDK's own stores have. The certificates in it are no secrets.
pub(crate) const PASSWORD: &str = "changeit";

/// The name of the form, for `javax.net.ssl.trustStoreType`.
pub(crate) const TYPE: &str = "JKS";

const MAGIC: u32 = 0xfeed_feed;
const VERSION: u32 = 2;

/// The kind of an entry that is a certificate to trust.
const TRUSTED: u32 = 2;

/// What the digest takes in between the password and the store.
const SALT: &[u8] = b"Mighty Aphrodite";

/// A store with these certificates.
pub(crate) fn store(certificates: &[CertificateDer<'_>]) -> Vec<u8> {
    let mut store = Vec::new();
    number(&mut store, MAGIC);
    number(&mut store, VERSION);
    number(&mut store, length(certificates.len()));
    for (place, certificate) in certificates.iter().enumerate() {
        number(&mut store, TRUSTED);
        text(&mut store, &format!("certificate-{place}"));
        // When it came in, in milliseconds: nobody asks, and the same certificates give the same file.
        store.extend([0; 8]);
        text(&mut store, "X.509");
        number(&mut store, length(certificate.len()));
        store.extend(certificate.as_ref());
    }
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    PASSWORD.encode_utf16().for_each(|unit| digest.update(&unit.to_be_bytes()));
    digest.update(SALT);
    digest.update(&store);
    store.extend(digest.finish().as_ref());
    store
}

fn number(store: &mut Vec<u8>, number: u32) {
    store.extend(number.to_be_bytes());
}

/// A short text as `DataOutput.writeUTF` has it, which for ASCII is UTF-8.
fn text(store: &mut Vec<u8>, text: &str) {
    store.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    store.extend(text.as_bytes());
}

/// A machine does not have more certificates, nor longer ones.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_as_java_reads_it() {
        let store = store(&[CertificateDer::from_slice(b"der")]);
        let entry =
            b"\x00\x00\x00\x02\x00\x0dcertificate-0\0\0\0\0\0\0\0\0\x00\x05X.509\0\0\0\x03der";
        let begin = b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01";
        assert_eq!(store[..store.len() - 20], [&begin[..], entry].concat());
    }
}
