//! The virtual environment with Twilio's official Python library.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::system::{self, Tool};
use crate::process;

/// Folder of the virtual environment, below the workspace.
const VENV: &str = "target/venv";

/// Installs the packages of `tests/requirements.txt` unless they are there.
pub(crate) fn install(root: &Path) -> Result<()> {
    let lock = root.join("tests/requirements.txt");
    let stamp = root.join(VENV).join("installed-requirements.txt");
    super::once(&lock, &stamp, || pip_install(root, &["--requirement", "tests/requirements.txt"]))
}

/// Installs one package at one version.
pub(crate) fn install_package(root: &Path, package: &str) -> Result<()> {
    pip_install(root, &[package])
}

/// Where the environment keeps this program.
pub(crate) fn program(root: &Path, name: &str) -> PathBuf {
    root.join(VENV).join("bin").join(name)
}

fn pip_install(root: &Path, what: &[&str]) -> Result<()> {
    create(root)?;
    let mut command = Command::new(program(root, "python"));
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(command.args(what).current_dir(root))
}

/// Debian ships Python without the part that makes environments, so the first try may fail.
fn create(root: &Path) -> Result<()> {
    if works(root) {
        return Ok(());
    }
    let make = || {
        let args = ["-m", "venv", "--clear", VENV];
        process::run(Command::new("python3").args(args).current_dir(root))
    };
    make().or_else(|_| {
        system::install(&[Tool::Venv])?;
        make()
    })
}

/// An environment without pip is what a failed try leaves behind.
fn works(root: &Path) -> bool {
    Command::new(program(root, "python"))
        .args(["-c", "import pip"])
        .output()
        .is_ok_and(|output| output.status.success())
}
