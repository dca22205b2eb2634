//! `cargo xtask bench`: ours against a bare baseline, measured in the same run.

use std::path::Path;

use anyhow::Result;

use crate::process;

/// Runs the benches, which print their table themselves.
pub(crate) fn run(root: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["bench", "--package", "e2e"]))
}
