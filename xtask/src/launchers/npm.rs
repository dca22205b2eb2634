//! The npm package, with the module for Testcontainers that is compiled beside it.

use std::{path::Path, process::Command};

use anyhow::Result;

use super::BINARY;
use crate::{network_namespace, process, setup};

/// Checks what is generated, compiles and lints, and tests the packed package without a network.
pub(super) fn run(root: &Path, program: &Path) -> Result<()> {
    setup::page(root)?;
    let folder = root.join("fake-twilio/launchers/npm");
    setup::npm_package(&folder)?;
    for script in ["check", "lint"] {
        process::run(Command::new("npm").args(["run", script]).current_dir(&folder))?;
    }
    let mut test = Command::new("npm");
    test.arg("test").current_dir(&folder).env(BINARY, program);
    process::run(&mut network_namespace::only(test)?)
}
