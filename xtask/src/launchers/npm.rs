//! The npm package, with the module for Testcontainers that is compiled beside it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::platform::Platform;
use crate::{network_namespace, process, setup};

/// The variable by which the tests find the packages that they install.
const PACKAGES: &str = "FAKE_TWILIO_PACKAGES";

/// Checks what is generated, compiles and lints.
pub(super) fn check(root: &Path) -> Result<()> {
    setup::page(root)?;
    build(root)?;
    process::run(npm(root).args(["run", "lint"]))
}

/// Packs the package, one with the program for each platform, and the module for Testcontainers.
pub(super) fn pack(root: &Path, programs: &[(Platform, PathBuf)], to: &Path) -> Result<()> {
    build(root)?;
    let mut pack = Command::new("node");
    pack.arg("scripts/packages.mjs").arg(to).current_dir(folder(root));
    for (platform, program) in programs {
        pack.arg(format!("{}={}", platform.node, program.display()));
    }
    process::run(&mut pack)
}

/// Tests what the packed packages install, without a network.
pub(super) fn test(root: &Path, packages: &Path) -> Result<()> {
    let mut test = npm(root);
    test.arg("test").env(PACKAGES, packages);
    process::run(&mut network_namespace::only(test)?)
}

/// Compiles, and fails unless what is generated is up to date.
fn build(root: &Path) -> Result<()> {
    setup::npm_package(&folder(root))?;
    process::run(npm(root).args(["run", "check"]))
}

fn npm(root: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder(root));
    npm
}

fn folder(root: &Path) -> PathBuf {
    root.join("fake-twilio/launchers/npm")
}
