//! Archives of npm.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, ensure};
use flate2::read::GzDecoder;
use tar::{Archive, Entry, EntryType};

/// Bytes that an archive may hold; the SDKs have some 20 MiB.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// Unpacks manifest, licences and builds of an SDK into a folder, below `package`.
///
/// # Errors
/// Why the archive cannot be unpacked.
pub(super) fn unpack(archive: &Path, folder: &Path) -> anyhow::Result<()> {
    let failed = || format!("failed to unpack {}", archive.display());
    let file = File::open(archive).with_context(failed)?;
    let mut archive = Archive::new(GzDecoder::new(file).take(MAX_UNPACKED));
    let mut count = 0;
    for entry in archive.entries().with_context(failed)? {
        let mut entry = entry.with_context(failed)?;
        if is_needed(&entry).with_context(failed)? {
            // Nothing is written outside of the folder.
            count += u32::from(entry.unpack_in(folder).with_context(failed)?);
        }
    }
    ensure!(count > 0 && folder.join("package/package.json").is_file(), failed());
    Ok(())
}

fn is_needed<R: Read>(entry: &Entry<'_, R>) -> io::Result<bool> {
    let path = entry.path()?;
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let parts: Vec<_> = path.iter().filter_map(|it| it.to_str()).collect();
    let is_text = ["package.json", "LICENSE", "NOTICE"].iter().any(|it| name.starts_with(it));
    let is_script = [".js", ".js.map"].iter().any(|it| name.ends_with(it));
    let is_needed = match parts.as_slice() {
        ["package", _] => is_text,
        ["package", "builds" | "dist", _] | ["package", "dist", "@twilio", _] => is_script,
        _ => false,
    };
    Ok(is_needed && entry.header().entry_type() == EntryType::Regular)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use flate2::{Compression, write::GzEncoder};
    use tar::{Builder, Header};

    use super::*;

    fn archive(folder: &Path, paths: &[&str]) -> std::path::PathBuf {
        let path = folder.join("x.tgz");
        let file = File::create(&path).expect("a file");
        let mut builder = Builder::new(GzEncoder::new(file, Compression::fast()));
        for path in paths {
            let mut header = Header::new_gnu();
            // As a hostile archive would: the checked way refuses `..`.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(2);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, &b"{}"[..]).expect("an entry");
        }
        builder.into_inner().expect("an archive").finish().expect("an archive");
        path
    }

    #[test]
    fn builds_are_unpacked_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = [
            "package/package.json",
            "package/LICENSE.md",
            "package/dist/twilio-video.min.js",
            "package/dist/@twilio/conversations.min.js",
            "package/builds/twilio-conversations.min.js.map",
            "package/es5/index.js",
            "package/dist/docs/scripts/toc.js",
            "package/dist/../../../outside.js",
        ];
        unpack(&archive(folder.path(), &paths), folder.path()).expect("unpacked");
        for path in &paths[..5] {
            assert!(folder.path().join(path).is_file(), "{path}");
        }
        for path in &paths[5..] {
            assert!(!folder.path().join(path).exists(), "{path}");
        }
    }

    #[test]
    fn what_is_no_package_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = archive(folder.path(), &["other/package.json"]);
        assert!(unpack(&file, folder.path()).is_err());
        fs::write(&file, "not an archive").expect("a file");
        let error = unpack(&file, folder.path()).expect_err("no archive");
        assert!(error.to_string().contains("x.tgz"), "{error}");
    }
}
