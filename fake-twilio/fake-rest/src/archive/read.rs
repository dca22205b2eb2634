//! Lines to accounts.

use fake_store::{KeptMedia, LimitReached};

use super::{
    FORMAT, VERSION, Worlds,
    draft::Drafts,
    record::{Header, Line},
};

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// Something in a line.
    #[error("line {line}: {why}")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// Why it cannot be read, with its record.
        why: String,
    },
    /// Its media take more than the emulator may keep.
    #[error(transparent)]
    NoRoom(#[from] LimitReached),
}

/// Reads an archive; the bytes of its media are kept in `media`.
///
/// # Errors
/// The first line that is wrong, and why.
pub(crate) fn read(text: &[u8], mut media: KeptMedia) -> Result<Worlds, ArchiveError> {
    let mut drafts = Drafts::default();
    let mut last = 0;
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    for (text, line) in lines.filter(|(text, _)| !text.trim_ascii().is_empty()) {
        let failed = |why| ArchiveError::Line { line, why };
        let read: Line = serde_json::from_slice(text).map_err(|error| failed(reason(&error)))?;
        let kind = read.kind();
        let is_header = if let Line::Archive(header) = &read {
            check(header).map_err(failed)?;
            true
        } else {
            false
        };
        if is_header != (last == 0) {
            return Err(failed("the header comes first, and once".to_owned()));
        }
        last = line;
        if let Line::Blob(blob) = read {
            let size = u64::try_from(blob.content.len()).unwrap_or(u64::MAX);
            let digest = media.keep(blob.content)?;
            if digest != blob.sha256 {
                return Err(failed("blob.sha256: is not that of the content".to_owned()));
            }
            drafts.blob(digest, size);
        } else if !is_header {
            drafts.take(read).map_err(|why| failed(format!("{kind}.{why}")))?;
        }
    }
    let accounts = drafts.finish();
    let accounts = accounts.map_err(|why| ArchiveError::Line { line: last.max(1), why })?;
    Ok(Worlds { accounts, media })
}

fn check(header: &Header) -> Result<(), String> {
    if header.format != FORMAT {
        return Err(format!("archive.format: {FORMAT:?} was expected"));
    }
    if header.version != VERSION {
        let version = header.version;
        return Err(format!("archive.version: this emulator reads {VERSION}, not {version}"));
    }
    Ok(())
}

/// Why a line cannot be read, and in which column.
fn reason(error: &serde_json::Error) -> String {
    let (why, column) = (error.to_string(), error.column());
    let why = why.split(" at line 1 column ").next().unwrap_or_default();
    format!("{why}, at column {column}")
}
