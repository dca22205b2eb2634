//! `cargo xtask load`: many clients that talk, on an emulator of their own.

use std::path::Path;

use anyhow::Result;

use crate::process;

/// What the load generator is told; `--help` among it lists what there is.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Such as --clients 5000 --rate 50 --seconds 10
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    options: Vec<String>,
}

/// Builds the load generator of `tests/benches/load` in release mode and runs it.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let args = ["bench", "--package", "e2e", "--bench", "load", "--"];
    process::run(process::cargo(root, &args).args(&options.options))
}
