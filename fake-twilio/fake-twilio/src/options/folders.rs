//! Folders of the emulator's, for a user.

use std::{env, path::PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use fake_twilio::SdkFiles;

use super::Options;

impl Options {
    /// Where the certificate authority is kept; `None` for a user without a home.
    pub(crate) fn ca_dir(&self) -> Option<PathBuf> {
        self.ca_dir.clone().or_else(data_folder)
    }

    /// Where `sdk add` keeps packages; `None` for a user without a home.
    pub(crate) fn sdk_dir(&self) -> Option<PathBuf> {
        self.sdk_dir.clone().or_else(default_sdk_dir)
    }

    /// The packages of SDKs: those of the folder that is named, of the project in the present folder, and
    /// those of the default folder.
    pub(crate) fn sdk_files(&self) -> SdkFiles {
        let mut files = SdkFiles::default();
        if let Some(named) = &self.sdk_dir {
            files = files.folder(named);
        }
        if let Ok(project) = env::current_dir() {
            files = files.project(project);
        }
        match default_sdk_dir() {
            Some(folder) if self.sdk_dir.as_ref() != Some(&folder) => files.folder(folder),
            _ => files,
        }
    }
}

/// The emulator's folder of the user's data.
fn data_folder() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.data_dir().join("fake-twilio"))
}

fn default_sdk_dir() -> Option<PathBuf> {
    Some(data_folder()?.join("sdk"))
}
