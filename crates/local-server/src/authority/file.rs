//! The files of the certificate authority.

use std::{
    fs::{self, DirBuilder},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::error::AuthorityError;

/// Mode of the folder: its owner's alone.
const FOLDER_MODE: u32 = 0o700;

/// Bits of a mode that let others read.
const OTHERS: u32 = 0o077;

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
        Ok(there) if there.mode() & OTHERS != 0 => return Err(AuthorityError::Exposed(path)),
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
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder).map_err(failed)?;
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
