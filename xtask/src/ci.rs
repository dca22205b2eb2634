//! `cargo xtask ci`: what has to hold before a change lands.

use std::path::Path;

use anyhow::Result;

use crate::{lint, test};

/// Lint first, because it fails sooner; the tests' tally closes the run.
pub(crate) fn run(root: &Path) -> Result<()> {
    lint::run(root)?;
    test::run(root)
}
