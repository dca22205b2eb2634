//! `cargo xtask ci`: what has to hold before a change lands.

use std::path::Path;

use anyhow::Result;

use crate::{
    fuzz, lint,
    test::{self, Network},
};

/// Lint first, because it fails sooner. The tests find no network but loopback, where the system allows
/// that. Fuzzing comes last: it needs tools that most machines lack.
pub(crate) fn run(root: &Path) -> Result<()> {
    lint::run(root)?;
    test::run(root, Network::Loopback)?;
    fuzz::smoke(root)
}
