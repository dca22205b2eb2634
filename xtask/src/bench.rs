//! `cargo xtask bench`: ours against a bare baseline, measured in the same run.

use std::path::Path;

use anyhow::Result;

use crate::{process, setup};

/// Runs the benches, which print their table themselves; Twilio's own libraries are among the baselines.
pub(crate) fn run(root: &Path) -> Result<()> {
    setup::page(root)?;
    setup::python::install(root)?;
    process::run(&mut process::cargo(root, &["bench", "--package", "e2e", "--bench", "wire"]))
}
