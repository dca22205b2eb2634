//! The packages for Python, tested from their wheels in an environment that has nothing else of ours.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::BINARY;
use crate::{network_namespace, process, setup::python, test::REQUIRE_TOOLS};

/// The packages, in the order in which they need each other.
const PACKAGES: [&str; 2] =
    ["fake-twilio/launchers/python", "fake-twilio/launchers/testcontainers-python"];

/// Everything that is made here.
const FOLDER: &str = "target/launchers/python";

/// Folders with tests, and with the story of the documents.
const TESTS: [&str; 3] = [
    "fake-twilio/launchers/python/tests",
    "fake-twilio/launchers/python/examples",
    "fake-twilio/launchers/testcontainers-python/tests",
];

/// Checks style and types, builds the wheels, and runs the tests on what they install.
pub(super) fn run(root: &Path, program: &Path) -> Result<()> {
    python::install(root)?;
    for package in PACKAGES {
        check(root, package)?;
    }
    let wheels = root.join(FOLDER).join("wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels).context("the wheels of an earlier run")?;
    }
    for package in PACKAGES {
        let mut build =
            module(root, &["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]);
        build.args(["--disable-pip-version-check", package, "--wheel-dir"]).arg(&wheels);
        process::run(build.current_dir(root).env(BINARY, program))?;
    }
    let interpreter = install(root, &wheels)?;
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
fn check(root: &Path, package: &str) -> Result<()> {
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
/// interpreter.
fn install(root: &Path, wheels: &Path) -> Result<PathBuf> {
    let folder = root.join(FOLDER).join("venv");
    process::run(module(root, &["venv", "--without-pip", "--clear"]).arg(&folder))?;
    let interpreter = folder.join("bin/python");
    let packages = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = |python: &Path| process::read(Command::new(python).args(["-c", packages]));
    let link = Path::new(site(&interpreter)?.trim()).join("tools.pth");
    fs::write(&link, site(&tools(root, "python"))?).context("a link to the tools")?;
    let mut pip = module(root, &["pip", "--python"]);
    pip.arg(&interpreter).args(["install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--no-deps", "--no-index"]);
    let built = fs::read_dir(wheels)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    process::run(pip.args(built))?;
    Ok(interpreter)
}
