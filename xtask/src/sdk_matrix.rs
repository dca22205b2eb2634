//! `cargo xtask sdk-matrix`: what each generation of the Conversations SDK can do, and how each library comes to
//! the emulator.

use std::path::Path;

use anyhow::Result;

use crate::{process, setup, test::REQUIRE_TOOLS};

/// Walks the SDKs and writes down what came of it.
pub(crate) fn run(root: &Path) -> Result<()> {
    setup::everything(root)?;
    let parts = ["sdk::matrix::", "unmodified::matrix::", "unmodified::browser::"];
    let args = [&["test", "--package", "e2e", "--test", "it", "--"][..], &parts].concat();
    let mut command = process::cargo(root, &args);
    process::run(command.env("SDK_MATRIX", "write").env(REQUIRE_TOOLS, "1"))
}
