//! `cargo xtask test`: every test of the workspace.

use std::path::Path;

use anyhow::Result;

use crate::{network_namespace, process, setup, test_summary};

/// Set for the tests: a missing browser, Node or Python fails them instead of skipping them.
pub(crate) const REQUIRE_TOOLS: &str = "E2E_REQUIRE_TOOLS";

/// All tests, however many fail, and once more those of a crate with a feature that is off by default.
const RUNS: [&[&str]; 2] = [
    &["--workspace", "--no-fail-fast"],
    &["--package", "login-server", "--features", "ngrok", "--no-fail-fast"],
];

/// What network the tests find.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// The machine's.
    Any,
    /// Loopback alone, where the system allows that.
    Loopback,
}

/// Runs unit, property and end-to-end tests.
pub(crate) fn run(root: &Path, network: Network) -> Result<()> {
    setup::everything(root)?;
    let results = RUNS.map(|args| run_once(root, args, network));
    results.into_iter().collect()
}

fn run_once(root: &Path, args: &[&str], network: Network) -> Result<()> {
    let mut command = process::cargo(root, &["test"]);
    command.args(args).env(REQUIRE_TOOLS, "1");
    if network == Network::Loopback {
        network_namespace::build_tests(root, args)?;
        command.arg("--offline");
        command = network_namespace::only(command)?;
    }
    test_summary::run(&mut command)
}
