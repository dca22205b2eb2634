//! `cargo xtask e2e`: official SDKs and real browsers against emulator and login server.

use std::{num::NonZeroU32, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{process, setup, test::REQUIRE_TOOLS, test_summary};

/// The tests of the package `e2e` that run the browser tests, which are scripts.
const BROWSERS: [&str; 2] =
    ["browser::people_join_chat_and_leave", "browser::people_see_and_hear_each_other"];

/// Environment variable with a part of the names of the scripts to run.
const BROWSER_TESTS: &str = "E2E_BROWSER_TESTS";

/// What to run, and how often.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run everything this many times in a row; the first failure ends it
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroU32,
    /// Run only the tests, browser tests included, whose name contains this text
    filter: Option<String>,
}

/// Runs the package `e2e`.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    setup::everything(root)?;
    let filter = options.filter.as_deref();
    let is_of_scripts = |part: &str| !BROWSERS.iter().any(|name| name.contains(part));
    let in_browsers =
        filter.is_some_and(is_of_scripts) && has_browser_test(root, filter.unwrap_or_default())?;
    let rounds = options.repeat.get();
    for round in 1..=rounds {
        let mut command = process::cargo(root, &["test", "--package", "e2e", "--"]);
        command.args(filter).env(REQUIRE_TOOLS, "1");
        if in_browsers {
            command.args(BROWSERS).env(BROWSER_TESTS, filter.unwrap_or_default());
        }
        test_summary::run(&mut command).with_context(|| format!("round {round} of {rounds}"))?;
    }
    Ok(())
}

/// Whether a browser test has this text in its name.
fn has_browser_test(root: &Path, part: &str) -> Result<bool> {
    let script = root.join("tests/browser/chat.mjs");
    let names = process::read(Command::new("node").arg(script).args(["--list", part]))?;
    Ok(!names.trim().is_empty())
}
