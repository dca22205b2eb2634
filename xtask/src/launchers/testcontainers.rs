//! The module of Testcontainers for Rust, a workspace of its own.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use super::BINARY;
use crate::{network_namespace, process, test::REQUIRE_TOOLS};

pub(crate) const MANIFEST: &str = "fake-twilio/launchers/testcontainers-rust/Cargo.toml";

/// No engine of these tests is reached by TLS, which takes long to compile.
const OPTIONS: [&str; 4] = ["--manifest-path", MANIFEST, "--locked", "--no-default-features"];

/// Tells the test of a container that there is an engine.
const HAS_ENGINE: &str = "FAKE_TWILIO_HAS_ENGINE";

/// The test of a container.
const WITH_ENGINE: &str = "a_container_answers_with_its_seed";

/// Checks style, and tests the module: with a stand-in for an engine, which starts the emulator's program, and
/// with an engine where one has the image.
pub(super) fn run(root: &Path, program: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["fmt", "--manifest-path", MANIFEST, "--check"]))?;
    process::run(cargo(root, "clippy").args(["--all-targets", "--", "-D", "warnings"]))?;
    process::run(cargo(root, "doc").arg("--no-deps").env("RUSTDOCFLAGS", "-D warnings"))?;
    process::run(cargo(root, "test").arg("--no-run"))?;
    let mut test = cargo(root, "test");
    test.arg("--offline").env(BINARY, program).env(REQUIRE_TOOLS, "1");
    process::run(&mut network_namespace::only(test)?)?;
    if has_image() {
        process::run(cargo(root, "test").args(["--test", "it", WITH_ENGINE]).env(HAS_ENGINE, "1"))?;
    }
    Ok(())
}

/// A command of cargo for the module, with the folder of what cargo builds here.
fn cargo(root: &Path, command: &str) -> Command {
    let mut cargo = process::cargo(root, &[command]);
    cargo.args(OPTIONS).env("CARGO_TARGET_DIR", process::target(root));
    cargo
}

/// Whether an engine has the image; nothing is pulled or built.
fn has_image() -> bool {
    let image = concat!("fake-twilio:", env!("CARGO_PKG_VERSION"));
    let mut inspect = Command::new("docker");
    inspect.args(["image", "inspect", image]).stdout(Stdio::null()).stderr(Stdio::null());
    inspect.status().is_ok_and(|status| status.success())
}
