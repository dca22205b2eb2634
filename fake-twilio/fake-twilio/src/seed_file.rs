//! Seed files: YAML, and therefore JSON too.

use std::{fs, path::Path};

use anyhow::Context;
use fake_twilio::SeedDocument;
use serde_json::Value;

/// Reads a seed file.
///
/// # Errors
/// When it cannot be read, or where it is wrong, with line and column.
pub(crate) fn read(path: &Path) -> anyhow::Result<SeedDocument> {
    let failed = || format!("failed to read the seed file {}", path.display());
    let text = fs::read_to_string(path).with_context(failed)?;
    serde_yaml_ng::from_str(&text).with_context(failed)
}

/// Reads a seed file as JSON, for a running emulator; what is wrong is named as by [`read`].
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_json(path: &Path) -> anyhow::Result<Value> {
    read(path)?;
    let failed = || format!("failed to read the seed file {}", path.display());
    let text = fs::read_to_string(path).with_context(failed)?;
    serde_yaml_ng::from_str(&text).with_context(failed)
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
