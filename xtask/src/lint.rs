//! `cargo xtask lint`: everything that is judged without running the product.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{deny, imports, layers, package, process, setup, tidy};

/// Checks from the quickest to the slowest, so that a slip shows soon.
pub(crate) fn run(root: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["fmt", "--all", "--check"]))?;
    // A workspace of its own.
    let fuzz = ["fmt", "--manifest-path", "tests/fuzz/Cargo.toml", "--check"];
    process::run(&mut process::cargo(root, &fuzz))?;
    tidy::run(root)?;
    layers::run(root)?;
    imports::check(root)?;
    setup::page(root)?;
    for script in ["check", "lint", "test"] {
        process::run(Command::new("npm").args(["run", script]).current_dir(root.join("web")))?;
    }
    deny::run(root)?;
    for selection in [&["--workspace"][..], &["--package", "login-server", "--features", "ngrok"]] {
        let mut clippy = process::cargo(root, &["clippy", "--all-targets"]);
        process::run(clippy.args(selection).args(["--", "-D", "warnings"]))?;
    }
    let doc = ["doc", "--workspace", "--no-deps", "--keep-going"];
    process::run(process::cargo(root, &doc).env("RUSTDOCFLAGS", "-D warnings"))?;
    package::run(root)
}
