//! The packages for Python, tested from their wheels in an environment that has nothing else of ours.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::BINARY;
use crate::{network_namespace, process, setup::python, test::REQUIRE_TOOLS};

/// The package that may carry the program.
const CARRIER: &str = "fake-twilio/launchers/python";

/// The one that is for all platforms.
const TESTCONTAINERS: &str = "fake-twilio/launchers/testcontainers-python";

/// Everything that is made here.
const FOLDER: &str = "target/launchers/python";

/// Folders with tests, and with the story of the documents.
const TESTS: [&str; 3] = [
    "fake-twilio/launchers/python/tests",
    "fake-twilio/launchers/python/examples",
    "fake-twilio/launchers/testcontainers-python/tests",
];

/// Checks style and types.
pub(super) fn check(root: &Path) -> Result<()> {
    python::install(root)?;
    [CARRIER, TESTCONTAINERS].into_iter().try_for_each(|package| check_package(root, package))
}

/// Builds the wheel that carries a program, or else those that are for all platforms.
pub(super) fn pack(root: &Path, program: Option<&Path>, to: &Path) -> Result<()> {
    python::install(root)?;
    let packages: &[&str] = if program.is_some() { &[CARRIER] } else { &[CARRIER, TESTCONTAINERS] };
    for package in packages {
        let mut build =
            module(root, &["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]);
        build.args(["--disable-pip-version-check", package, "--wheel-dir"]).arg(to);
        match program {
            Some(program) => build.env(BINARY, program),
            None => build.env_remove(BINARY),
        };
        process::run(build.current_dir(root))?;
    }
    Ok(())
}

/// Tests what the wheels install, without a network.
pub(super) fn test(root: &Path, packages: &Path) -> Result<()> {
    let interpreter = install(root, packages)?;
    let mut tests = Command::new(interpreter);
    tests.args(["-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--import-mode=importlib"]);
    tests.args(TESTS).current_dir(root);
    tests.env("PYTHONDONTWRITEBYTECODE", "1").env(REQUIRE_TOOLS, "1");
    // What the wheel installed is used, and nothing else.
    for variable in [BINARY, "PYTHONPATH", "TWILIO_EMULATOR_URL"] {
        tests.env_remove(variable);
    }
    process::run(&mut network_namespace::only(tests)?)
}

/// Style and types; nothing is written beside the sources.
fn check_package(root: &Path, package: &str) -> Result<()> {
    for words in [&["ruff", "check"][..], &["ruff", "format", "--check"], &["mypy"]] {
        let mut check = module(root, words);
        check.current_dir(root.join(package));
        for tool in ["RUFF", "MYPY"] {
            let cache = root.join(FOLDER).join(tool.to_lowercase());
            check.env(format!("{tool}_CACHE_DIR"), cache);
        }
        process::run(&mut check)?;
    }
    Ok(())
}

/// A module of the tools' environment, as a program.
fn module(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(tools(root, "python"));
    command.arg("-m").args(words).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn tools(root: &Path, name: &str) -> PathBuf {
    python::in_folder(root, python::LAUNCHERS, name)
}

/// Installs the wheels where only the packages of the tools are, without a registry, and returns the
/// interpreter. Pip takes the one for this platform.
fn install(root: &Path, packages: &Path) -> Result<PathBuf> {
    let folder = root.join(FOLDER).join("venv");
    process::run(module(root, &["venv", "--without-pip", "--clear"]).arg(&folder))?;
    let interpreter = folder.join("bin/python");
    let site_packages = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = |python: &Path| process::read(Command::new(python).args(["-c", site_packages]));
    let link = Path::new(site(&interpreter)?.trim()).join("tools.pth");
    fs::write(&link, site(&tools(root, "python"))?).context("a link to the tools")?;
    let mut pip = module(root, &["pip", "--python"]);
    pip.arg(&interpreter).args(["install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--no-deps", "--no-index", "--find-links"]).arg(packages);
    process::run(pip.args(["fake-twilio", "testcontainers-fake-twilio"]))?;
    Ok(interpreter)
}
