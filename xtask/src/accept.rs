//! `cargo xtask accept`: take the snapshots as they are now.

use std::path::Path;

use anyhow::Result;

use crate::{process, setup, test};

/// Runs every test with insta told to overwrite the snapshots that differ.
pub(crate) fn run(root: &Path) -> Result<()> {
    setup::everything(root)?;
    let mut command = process::cargo(root, &["test", "--workspace", "--no-fail-fast"]);
    process::run(command.env("INSTA_UPDATE", "always").env(test::REQUIRE_TOOLS, "1"))
}
