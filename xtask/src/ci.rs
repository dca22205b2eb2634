//! `cargo xtask ci`: what has to hold before a change lands.

use std::path::Path;

use anyhow::Result;

use crate::{
    lint,
    test::{self, Network},
};

/// Lint first, because it fails sooner; the tests' tally closes the run. The tests find no network but
/// loopback, where the system allows that.
pub(crate) fn run(root: &Path) -> Result<()> {
    lint::run(root)?;
    test::run(root, Network::Loopback)
}
