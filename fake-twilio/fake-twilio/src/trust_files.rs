//! Files for programs that are led to the emulator: all certificates to trust, in PEM and for Java, and what
//! is loaded into Python and Node. They lie beside the certificate authority.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use fake_twilio::CertificateAuthority;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tempfile::NamedTempFile;

use crate::key_store;

const SITECUSTOMIZE: &str = include_str!("shims/sitecustomize.py");
const PRELOAD: &str = include_str!("shims/preload.cjs");

/// Characters of a line of base64 in PEM (RFC 7468, section 2).
const PEM_LINE: usize = 64;

/// Where the files are.
pub(crate) struct TrustFiles {
    /// The machine's certificates and the emulator's, in PEM.
    pub(crate) bundle: PathBuf,
    /// A folder for `PYTHONPATH`.
    pub(crate) python: PathBuf,
    /// A file for Node's `--require`.
    pub(crate) node: PathBuf,
    /// The same certificates as those of the bundle, for Java.
    pub(crate) java: PathBuf,
}

impl TrustFiles {
    /// Writes what is not there yet; `extra` are files with further certificates to trust.
    ///
    /// # Errors
    /// Which file cannot be written.
    pub(crate) fn write(
        folder: &Path,
        authority: &CertificateAuthority,
        extra: &[PathBuf],
    ) -> anyhow::Result<Self> {
        let shims = folder.join("shims");
        let files = Self {
            bundle: folder.join("bundle.pem"),
            python: shims.join("python"),
            node: shims.join("preload.cjs"),
            java: folder.join("bundle.jks"),
        };
        fs::create_dir_all(&files.python)
            .with_context(|| format!("failed to make {}", files.python.display()))?;
        // Its own output of an earlier run is no source.
        let extra: Vec<&PathBuf> = extra.iter().filter(|it| **it != files.bundle).collect();
        let bundle = bundle(authority, &extra);
        put(&files.bundle, &bundle)?;
        put(&files.java, key_store::store(&certificates(&bundle)))?;
        put(&files.python.join("sitecustomize.py"), SITECUSTOMIZE)?;
        put(&files.node, PRELOAD)?;
        Ok(files)
    }
}

/// The machine's certificates, further ones, and that of the emulator.
pub(crate) fn bundle(authority: &CertificateAuthority, extra: &[&PathBuf]) -> String {
    let system = rustls_native_certs::load_native_certs();
    for error in system.errors {
        tracing::debug!(%error, "certificates of the machine were not read");
    }
    let system = system.certs.iter().map(|it| pem(it));
    // Within a program that was led here, that of the emulator is one of the machine's.
    let mut all: String = system.filter(|it| it != authority.pem()).collect();
    for path in extra {
        match fs::read_to_string(path) {
            Ok(text) => all = all + text.trim_end() + "\n",
            Err(error) => tracing::warn!(%error, "failed to read {}", path.display()),
        }
    }
    all + authority.pem()
}

/// The certificates of a bundle. What is no certificate there is left out, as others do.
fn certificates(bundle: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(bundle.as_bytes()).filter_map(Result::ok).collect()
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        // Base64 is ASCII.
        let (line, next) = rest.split_at(rest.len().min(PEM_LINE));
        pem = pem + line + "\n";
        rest = next;
    }
    pem + "-----END CERTIFICATE-----\n"
}

/// Writes a file at once as a whole, unless it is there.
fn put(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let content = content.as_ref();
    if fs::read(path).is_ok_and(|there| there == content) {
        return Ok(());
    }
    let written = || -> io::Result<()> {
        let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        file.write_all(content)?;
        file.persist(path)?;
        Ok(())
    };
    written().with_context(|| format!("failed to write {}", path.display()))
}
