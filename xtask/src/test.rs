//! `cargo xtask test`: every test of the workspace.

use std::path::Path;

use anyhow::Result;

use crate::{process, setup, tally};

/// Set for the tests: a missing browser, Node or Python fails them instead of skipping them.
pub(crate) const REQUIRE_TOOLS: &str = "E2E_REQUIRE_TOOLS";

/// Runs unit, property and end-to-end tests.
pub(crate) fn run(root: &Path) -> Result<()> {
    setup::everything(root)?;
    let mut command = process::cargo(root, &["test", "--workspace", "--no-fail-fast"]);
    tally::run(command.env(REQUIRE_TOOLS, "1"))
}
