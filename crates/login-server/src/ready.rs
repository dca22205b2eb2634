//! The ready file: tells other programs that the server answers, and where.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

use serde::Serialize;
use tempfile::NamedTempFile;

/// The ready file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to write the ready file {path}")]
pub struct ReadyError {
    path: PathBuf,
    #[source]
    source: io::Error,
}

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    backend: &'a str,
    pid: u32,
}

/// Writes the file in one step: whoever sees it can read all of it.
pub(crate) fn write(path: &Path, url: &str, backend: &str) -> Result<(), ReadyError> {
    let failed = |source| ReadyError { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    let ready = Ready { url, backend, pid: process::id() };
    serde_json::to_writer(&mut file, &ready).map_err(|error| failed(error.into()))?;
    file.flush().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
