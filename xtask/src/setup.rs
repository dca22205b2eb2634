//! `cargo xtask setup`: what the other verbs need, installed once and checked quickly ever after.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use system::Tool;

use crate::process;

mod npm;
pub(crate) mod python;
mod system;

/// Everything that any verb needs.
pub(crate) fn everything(root: &Path) -> Result<()> {
    system::ensure(&[
        Tool::Node,
        Tool::Npm,
        Tool::Chromium,
        Tool::Firefox,
        Tool::Python,
        Tool::Certutil,
        Tool::Java,
    ])?;
    npm::install(&root.join("web"))?;
    python::install(root)
}

/// What the page needs to be served and checked: Node and its packages.
pub(crate) fn page(root: &Path) -> Result<()> {
    system::ensure(&[Tool::Node, Tool::Npm])?;
    npm::install(&root.join("web"))
}

/// What the npm package in this folder is built and tried with.
pub(crate) fn npm_package(folder: &Path) -> Result<()> {
    npm::install(folder)
}

/// Where a program is that was compiled for this workspace.
pub(crate) fn cargo_installed(root: &Path, name: &str) -> PathBuf {
    root.join("target/tools/bin").join(name)
}

/// Compiles a program of a version, unless that was done, and returns where it is.
pub(crate) fn cargo_install(root: &Path, name: &str, version: &str) -> Result<PathBuf> {
    let program = cargo_installed(root, name);
    let found = Command::new(&program).arg("--version").output();
    if found.is_ok_and(|found| String::from_utf8_lossy(&found.stdout).contains(version)) {
        return Ok(program);
    }
    let args = ["install", "--locked", "--root", "target/tools", "--version", version, name];
    process::run(&mut process::cargo(root, &args))?;
    Ok(program)
}

/// Runs `install` unless `stamp` shows that it succeeded for this text of the lock file.
fn once(lock: &Path, stamp: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = fs::read(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    if fs::read(stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_lock_file_is_installed_once_per_text() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, stamp) = (folder.path().join("lock"), folder.path().join("stamp"));
        let mut installs = 0;
        for text in ["one", "one", "two", "two"] {
            fs::write(&lock, text).unwrap();
            once(&lock, &stamp, || {
                installs += 1;
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(installs, 2);
    }

    #[test]
    fn a_failed_install_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, stamp) = (folder.path().join("lock"), folder.path().join("stamp"));
        fs::write(&lock, "one").unwrap();
        assert!(once(&lock, &stamp, || bail!("no network")).is_err());
        assert!(!stamp.exists());
    }
}
