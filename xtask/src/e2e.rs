//! `cargo xtask e2e`: official SDKs and real browsers against emulator and login server.

use std::{num::NonZeroU32, path::Path};

use anyhow::{Context, Result};

use crate::{process, setup, tally, test::REQUIRE_TOOLS};

/// What to run, and how often.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run everything this many times in a row; the first failure ends it
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroU32,
    /// Run only the tests whose name contains this text
    filter: Option<String>,
}

/// Runs the package `e2e`.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    setup::everything(root)?;
    let rounds = options.repeat.get();
    for round in 1..=rounds {
        let mut command = process::cargo(root, &["test", "--package", "e2e"]);
        command.args(&options.filter).env(REQUIRE_TOOLS, "1");
        tally::run(&mut command).with_context(|| format!("round {round} of {rounds}"))?;
    }
    Ok(())
}
