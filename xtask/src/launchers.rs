//! `cargo xtask launchers`: the packages that start the emulator, as a new user meets them.

use std::path::Path;

use anyhow::Result;

use crate::process;

mod npm;
mod python;
pub(crate) mod testcontainers;

/// The variable by which packages find the emulator's program.
const BINARY: &str = "FAKE_TWILIO_BINARY";

/// Builds the emulator, then packs each package, installs it in a clean folder and runs its tests there.
pub(crate) fn run(root: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["build", "--package", "fake-twilio"]))?;
    let program = process::built(root).join("fake-twilio");
    npm::run(root, &program)?;
    testcontainers::run(root, &program)?;
    python::run(root, &program)
}
