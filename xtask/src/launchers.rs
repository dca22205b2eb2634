//! `cargo xtask launchers`: the packages that start the emulator, as a new user meets them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;

mod npm;
pub(crate) mod pack;
mod platform;
mod python;
pub(crate) mod testcontainers;

use platform::Platform;

/// The variable by which packages find the emulator's program.
const BINARY: &str = "FAKE_TWILIO_BINARY";

/// The packages of this machine's platform.
const PACKAGES: &str = "target/launchers/packages";

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Try the program that is released, which takes minutes to build, instead of one for debugging
    #[arg(long)]
    release: bool,
    /// Try this program, and build none
    #[arg(long, value_name = "PATH", conflicts_with = "release")]
    program: Option<PathBuf>,
}

/// Packs the packages with the program in them, installs each in a clean folder and runs its tests there.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let program = match &options.program {
        Some(program) => {
            program.canonicalize().with_context(|| format!("the program {}", program.display()))?
        }
        None => build(root, options.release)?,
    };
    npm::check(root)?;
    python::check(root)?;
    let packages = root.join(PACKAGES);
    pack::pack(root, &[(Platform::here()?, program.clone())], &packages)?;
    npm::test(root, &packages)?;
    python::test(root, &packages)?;
    testcontainers::run(root, &program)
}

fn build(root: &Path, release: bool) -> Result<PathBuf> {
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    let mut build = process::cargo(root, &["build", "--package", "fake-twilio"]);
    process::run(build.args(profile))?;
    let folder = if release { "release" } else { "debug" };
    Ok(process::target(root).join(folder).join("fake-twilio"))
}
