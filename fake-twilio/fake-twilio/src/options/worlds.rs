//! Files that accounts come from, and go to.

use std::{fs, io::Write, path::PathBuf};

use anyhow::Context;
use clap::Args;
use fake_twilio::{Builder, FakeTwilio, StartError};
use tempfile::NamedTempFile;

use crate::seed_file;

/// Files that accounts come from, and go to.
#[derive(Args, Debug)]
pub(crate) struct WorldFiles {
    /// YAML or JSON document with the contents to start with and to reset to
    #[arg(long, value_name = "PATH", env = "FAKE_TWILIO_SEED_FILE")]
    seed_file: Option<PathBuf>,
    /// Archive with the accounts to start with, from --export-on-exit or GET /_emulator/v1/export
    #[arg(long, value_name = "PATH", env = "FAKE_TWILIO_IMPORT")]
    import: Option<PathBuf>,
    /// File to which all accounts are written when the emulator stops, without secrets
    #[arg(long, value_name = "PATH", env = "FAKE_TWILIO_EXPORT_ON_EXIT")]
    export_on_exit: Option<PathBuf>,
}

impl WorldFiles {
    /// Lets an emulator begin with the files.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub(crate) fn begin(&self, mut builder: Builder) -> anyhow::Result<Builder> {
        if let Some(path) = &self.seed_file {
            builder = builder.seed_document(seed_file::read(path)?);
        }
        if let Some(path) = &self.import {
            let read = fs::read(path);
            let archive =
                read.with_context(|| format!("failed to read the archive {}", path.display()))?;
            builder = builder.import(archive);
        }
        Ok(builder)
    }

    /// Names the file that an emulator could not begin with.
    ///
    /// # Errors
    /// Why the emulator did not start.
    pub(crate) fn started(
        &self,
        started: Result<FakeTwilio, StartError>,
    ) -> anyhow::Result<FakeTwilio> {
        let file = match &started {
            Err(StartError::Seed(_)) => self.seed_file.as_ref(),
            Err(StartError::Import(_)) => self.import.as_ref(),
            Ok(_) | Err(_) => None,
        };
        match file {
            Some(path) => started.with_context(|| path.display().to_string()),
            None => Ok(started?),
        }
    }

    /// Stops an emulator, and writes its accounts to a file if that is wanted.
    ///
    /// # Errors
    /// Why the file cannot be written; what was there before stays then.
    pub(crate) async fn stop(&self, fake: FakeTwilio) -> anyhow::Result<()> {
        let Some(path) = &self.export_on_exit else {
            fake.stop().await;
            return Ok(());
        };
        let archive = fake.stop_with_export().await;
        let write = || {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let mut file = NamedTempFile::new_in(folder.unwrap_or(".".as_ref()))?;
            file.write_all(&archive)?;
            file.persist(path)?;
            anyhow::Ok(())
        };
        write().with_context(|| format!("failed to export to {}", path.display()))
    }
}
