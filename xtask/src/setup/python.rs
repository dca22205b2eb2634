//! Virtual environments with Twilio's official Python library: the present one, one of 2020, and the present one
//! with the tools of the launchers.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::system::{self, Tool};
use crate::process;

/// Folder of the virtual environment with the present library, below the workspace.
const VENV: &str = "target/venv";

/// Folder of the virtual environment with the tools of the launchers.
pub(crate) const LAUNCHERS: &str = "target/venv-launchers";

/// All of them, with the packages that they hold.
const ENVIRONMENTS: [(&str, &str); 3] = [
    (VENV, "tests/requirements.txt"),
    ("target/venv-twilio-6", "tests/requirements-twilio-6.txt"),
    (LAUNCHERS, "fake-twilio/launchers/requirements.txt"),
];

/// Installs the packages of all environments unless they are there.
pub(crate) fn install(root: &Path) -> Result<()> {
    for (folder, requirements) in ENVIRONMENTS {
        let stamp = root.join(folder).join("installed-requirements.txt");
        super::once(&root.join(requirements), &stamp, || {
            pip_install(root, folder, &["--requirement", requirements])
        })?;
    }
    Ok(())
}

/// Installs one package at one version.
pub(crate) fn install_package(root: &Path, package: &str) -> Result<()> {
    pip_install(root, VENV, &[package])
}

/// Where the environment keeps this program.
pub(crate) fn program(root: &Path, name: &str) -> PathBuf {
    in_folder(root, VENV, name)
}

/// Where an environment keeps a program.
pub(crate) fn in_folder(root: &Path, folder: &str, name: &str) -> PathBuf {
    root.join(folder).join("bin").join(name)
}

fn pip_install(root: &Path, folder: &str, what: &[&str]) -> Result<()> {
    create(root, folder)?;
    let mut command = Command::new(in_folder(root, folder, "python"));
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(command.args(what).current_dir(root))
}

/// Debian ships Python without the part that makes environments, so the first try may fail.
fn create(root: &Path, folder: &str) -> Result<()> {
    if works(root, folder) {
        return Ok(());
    }
    let make = || {
        let args = ["-m", "venv", "--clear", folder];
        process::run(Command::new("python3").args(args).current_dir(root))
    };
    make().or_else(|_| {
        system::install(&[Tool::Venv])?;
        make()
    })
}

/// An environment without pip is what a failed try leaves behind.
fn works(root: &Path, folder: &str) -> bool {
    Command::new(in_folder(root, folder, "python"))
        .args(["-c", "import pip"])
        .output()
        .is_ok_and(|output| output.status.success())
}
