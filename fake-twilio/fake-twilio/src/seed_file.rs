//! Seed files: YAML, and therefore JSON too.

use std::{
    fs,
    path::{Component, Path},
};

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use fake_twilio::SeedDocument;
use serde_json::Value;

/// Reads a seed file.
///
/// # Errors
/// When it cannot be read, or where it is wrong, with line and column.
pub(crate) fn read(path: &Path) -> anyhow::Result<SeedDocument> {
    let failed = || format!("failed to read the seed file {}", path.display());
    let text = fs::read_to_string(path).with_context(failed)?;
    let mut document = serde_yaml_ng::from_str(&text).with_context(failed)?;
    read_media(&mut document, path.parent().unwrap_or(Path::new(""))).with_context(failed)?;
    Ok(document)
}

/// Reads the files of media, which stand beside the seed file.
fn read_media(document: &mut SeedDocument, folder: &Path) -> anyhow::Result<()> {
    let further = document.services.iter_mut().flat_map(|service| &mut service.conversations);
    let messages = document.conversations.iter_mut().chain(further).flat_map(|it| &mut it.messages);
    for medium in messages.flat_map(|message| &mut message.media) {
        if let Some(path) = medium.path.take() {
            ensure!(medium.content.is_none(), "a medium has either content or a path");
            let is_beside = Path::new(&path)
                .components()
                .all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
            ensure!(is_beside, "medium {path} does not stand beside the seed file");
            let file = folder.join(path);
            ensure!(file.is_file(), "medium {} is no file", file.display());
            let bytes = fs::read(&file).with_context(|| format!("medium {}", file.display()))?;
            medium.content = Some(STANDARD.encode(bytes));
        }
    }
    document.accounts.iter_mut().try_for_each(|account| read_media(&mut account.contents, folder))
}

/// Reads a seed file as JSON, for a running emulator; what is wrong is named as by [`read`].
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_json(path: &Path) -> anyhow::Result<Value> {
    Ok(serde_json::to_value(read(path)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, text).unwrap();
        file
    }

    #[test]
    fn yaml_and_json_are_read() {
        let yaml = "conversations:\n- unique_name: lobby\n  participants: [ada]\n";
        let json = r#"{"conversations": [{"unique_name": "lobby", "participants": ["ada"]}]}"#;
        let document = read(file(yaml).path()).unwrap();
        assert_eq!(document.conversations[0].unique_name.as_deref(), Some("lobby"));
        assert_eq!(read(file(json).path()).unwrap(), document);
    }

    #[test]
    fn media_are_read_from_files_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "bytes").unwrap();
        let path = folder.path().join("world.yaml");
        let media = "media: [{ content_type: text/plain, path: a.txt }]";
        fs::write(&path, format!("conversations:\n- messages: [{{ {media} }}]\n")).unwrap();
        let document = read(&path).unwrap();
        let medium = &document.conversations[0].messages[0].media[0];
        assert_eq!((medium.content.as_deref(), &medium.path), (Some("Ynl0ZXM="), &None));
        fs::remove_file(folder.path().join("a.txt")).unwrap();
        assert!(format!("{:#}", read(&path).unwrap_err()).contains("a.txt"));
    }

    #[test]
    fn media_are_read_from_nowhere_else() {
        for (medium, why) in [
            ("path: ../secret", "does not stand beside"),
            ("path: /etc/hostname", "does not stand beside"),
            ("path: .", "is no file"),
            ("path: a.txt, content: Ynl0ZXM=", "either content or a path"),
        ] {
            let media = format!("media: [{{ content_type: text/plain, {medium} }}]");
            let text = format!("conversations:\n- messages: [{{ {media} }}]\n");
            let error = format!("{:#}", read(file(&text).path()).unwrap_err());
            assert!(error.contains(why), "{medium}: {error}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let error = read(file("conversations:\n- unique_nam: lobby\n").path()).unwrap_err();
        let error = format!("{error:#}");
        for part in ["conversations[0]", "unique_nam", "line 2 column 3"] {
            assert!(error.contains(part), "{error}");
        }
        let error = read("/nowhere.yaml".as_ref()).unwrap_err();
        assert!(format!("{error:#}").contains("/nowhere.yaml"), "{error:#}");
    }
}
