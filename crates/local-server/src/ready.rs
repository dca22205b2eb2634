//! The ready file: shows that the server answers, and its addresses.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
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

/// Writes a ready file as JSON, for its owner alone, atomically: the file is complete as soon as it
/// exists.
///
/// A pipe or a device is written to, in the background, because a pipe waits for its reader. A
/// symbolic link to anything else is refused, and a failure leaves nothing behind.
///
/// # Errors
/// Why it could not be written.
pub fn write_ready_file(path: &Path, content: &impl Serialize) -> Result<(), ReadyError> {
    let failed = |source| ReadyError { path: path.to_owned(), source };
    let text = serde_json::to_vec_pretty(content).map_err(|error| failed(error.into()))?;
    if fs::metadata(path).is_ok_and(|there| is_stream(&there)) {
        let path = path.to_owned();
        thread::spawn(move || {
            if let Err(error) = write_to_stream(&path, &text) {
                tracing::error!(%error, "failed to write the ready file {}", path.display());
            }
        });
        return Ok(());
    }
    replace(path, &text).map_err(failed)
}

#[cfg(unix)]
fn is_stream(there: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;

    there.file_type().is_fifo() || there.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_stream(_: &fs::Metadata) -> bool {
    false
}

fn write_to_stream(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut stream: File = OpenOptions::new().write(true).open(path)?;
    // Something else may have taken its place since.
    if !is_stream(&stream.metadata()?) {
        return Err(io::Error::other("it is no pipe or device any more"));
    }
    stream.write_all(text)?;
    stream.write_all(b"\n")
}

fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() => {
            return Err(io::Error::other("it is a symbolic link; name the file itself"));
        }
        Ok(there) if !there.is_file() => {
            return Err(io::Error::other("something is there that is no file"));
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Readable by its owner alone, and gone unless it is persisted.
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{
        io::Read,
        os::unix::fs::{FileTypeExt, PermissionsExt, symlink},
        process::Command,
    };

    use serde_json::{Value, json};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn only_its_owner_reads_it_and_it_replaces_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        fs::write(&path, "older").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        write_ready_file(&path, &json!({ "url": "here" })).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let read: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(read, json!({ "url": "here" }));
        assert_eq!(names(folder.path()), ["ready.json"]);
    }

    #[test]
    fn links_and_folders_are_refused_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("precious"), "precious").unwrap();
        symlink(at("precious"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        let before = names(folder.path());
        for name in ["link", "dangling", "folder", "missing/ready"] {
            assert!(write_ready_file(&at(name), &json!({})).is_err(), "{name}");
        }
        assert_eq!(fs::read_to_string(at("precious")).unwrap(), "precious");
        assert_eq!(names(folder.path()), before);
    }

    #[test]
    fn a_pipe_stays_a_pipe_and_gets_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        write_ready_file(&path, &json!({ "url": "here" })).unwrap();
        let mut text = String::new();
        File::open(&path).unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains("here"), "{text}");
        assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
        // A link to a device is as good as the device.
        let null = folder.path().join("null");
        symlink("/dev/null", &null).unwrap();
        write_ready_file(&null, &json!({})).unwrap();
        assert!(fs::symlink_metadata(&null).unwrap().is_symlink());
    }
}
