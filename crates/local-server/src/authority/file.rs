//! The files of the certificate authority.

use std::{
    fs::{self, DirBuilder},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::error::AuthorityError;

/// The file with the private key and its certificate. Both are in one file, so that two programs that
/// make an authority at the same time end up with one.
pub(super) fn key_file(folder: &Path, stem: &str) -> PathBuf {
    folder.join(format!("{stem}-key.pem"))
}

/// The file with the certificate alone, for clients.
pub(super) fn certificate_file(folder: &Path, stem: &str) -> PathBuf {
    folder.join(format!("{stem}.pem"))
}

/// Reads key and certificate; `None` if there are none yet.
pub(super) fn read(folder: &Path, stem: &str) -> Result<Option<String>, AuthorityError> {
    let path = key_file(folder, stem);
    match fs::metadata(&path) {
        Ok(there) if is_exposed(&there) => return Err(AuthorityError::Exposed(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(_) => {}
        Err(source) => return Err(AuthorityError::File { path, source }),
    }
    fs::read_to_string(&path).map(Some).map_err(|source| AuthorityError::File { path, source })
}

/// Keeps key and certificate. Returns what is kept, which another program may have written meanwhile
/// unless `replace` is set.
pub(super) fn write(
    folder: &Path,
    stem: &str,
    text: &str,
    replace: bool,
) -> Result<String, AuthorityError> {
    let path = key_file(folder, stem);
    let failed = |source| AuthorityError::File { path: path.clone(), source };
    private_folder().recursive(true).create(folder).map_err(failed)?;
    let file = temporary(folder, text).map_err(failed)?;
    if replace {
        file.persist(&path).map_err(|error| failed(error.error))?;
    } else if let Err(error) = file.persist_noclobber(&path)
        && error.error.kind() != ErrorKind::AlreadyExists
    {
        return Err(failed(error.error));
    }
    read(folder, stem)?.ok_or_else(|| failed(ErrorKind::NotFound.into()))
}

/// Makes folders that their owner alone can read. Elsewhere than on Unix those below the user's profile
/// are.
fn private_folder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there is no mode"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Returns whether others can read a file.
#[cfg(unix)]
fn is_exposed(there: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(there) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

/// Writes the certificate for clients, unless it is there.
pub(super) fn publish(path: &Path, certificate: &str) -> Result<(), AuthorityError> {
    if fs::read(path).is_ok_and(|there| there == certificate.as_bytes()) {
        return Ok(());
    }
    let failed = |source| AuthorityError::File { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = temporary(folder, certificate).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A file that its owner alone can read.
fn temporary(folder: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
