//! One step, told before it is done.

use std::{
    ffi::OsString,
    fmt, fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};
use tempfile::Builder;

/// A step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    MakeFolder { path: PathBuf },
    Write { path: PathBuf, text: String },
    Remove { path: PathBuf },
    Run(Vec<OsString>),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakeFolder { path } => write!(f, "make {}", path.display()),
            Self::Write { path, .. } => write!(f, "write {}", path.display()),
            Self::Remove { path } => write!(f, "remove {}", path.display()),
            Self::Run(command) => {
                let words: Vec<_> = command.iter().map(|it| it.to_string_lossy()).collect();
                write!(f, "run {}", words.join(" "))
            }
        }
    }
}

impl Step {
    /// # Errors
    /// Why it cannot be done.
    pub(super) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::MakeFolder { path } => Ok(fs::create_dir_all(path)?),
            Self::Write { path, text } => write(path, text),
            Self::Remove { path } => match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            },
            Self::Run(command) => run(command),
        }
    }
}

/// Writes a file at once as a whole.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file has a folder")?;
    fs::create_dir_all(folder)?;
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there is no mode"))]
    let mut builder = Builder::new();
    // All users read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// Runs a program, whose output goes where the errors go.
fn run(command: &[OsString]) -> anyhow::Result<()> {
    let (program, arguments) = command.split_first().context("a program is expected")?;
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("failed to start {}", program.display()))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    tracing::debug!("{said}");
    ensure!(output.status.success(), "{} ({}): {}", program.display(), output.status, said.trim());
    Ok(())
}
