//! `cargo xtask accept`: take the snapshots as they are now.

use std::path::Path;

use anyhow::Result;

use crate::{process, setup, test};

/// What to accept.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Accept only the snapshots of tests whose name contains this text
    filter: Option<String>,
}

/// Runs the tests with insta in the mode that overwrites snapshots.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    setup::everything(root)?;
    let mut command = process::cargo(root, &["test", "--workspace", "--no-fail-fast", "--"]);
    command.args(&options.filter);
    process::run(command.env("INSTA_UPDATE", "always").env(test::REQUIRE_TOOLS, "1"))
}
