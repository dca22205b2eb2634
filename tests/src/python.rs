//! Finds a Python that has Twilio's library, or other ones.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::node::skip;

/// The Python of `cargo xtask setup`, the one that `E2E_PYTHON` names, or the system's, whichever has
/// Twilio's library; none is said loudly.
///
/// # Panics
/// When there is none and `E2E_REQUIRE_TOOLS=1` is set.
pub fn python() -> Option<PathBuf> {
    python_with("twilio")
}

/// The same for a Python that has these modules, named as in an `import`.
pub fn python_with(modules: &str) -> Option<PathBuf> {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/venv/bin/python");
    let named = env::var_os("E2E_PYTHON").map(PathBuf::from);
    let candidates = named.into_iter().chain([PathBuf::from(ours), PathBuf::from("python3")]);
    found(candidates.into_iter().find(|python| has(python, modules)), modules)
}

/// The Python of `cargo xtask setup` with Twilio's library of 2020, 6.38.1.
///
/// # Panics
/// When there is none and `E2E_REQUIRE_TOOLS=1` is set.
pub fn python_of_2020() -> Option<PathBuf> {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/venv-twilio-6/bin/python");
    let python = Some(PathBuf::from(ours)).filter(|it| has(it, "twilio, flask"));
    found(python, "twilio 6.38.1")
}

fn has(python: &Path, modules: &str) -> bool {
    let mut import = Command::new(python);
    let import = import
        .args(["-c", &format!("import {modules}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    import.status().is_ok_and(|status| status.success())
}

fn found(python: Option<PathBuf>, modules: &str) -> Option<PathBuf> {
    if python.is_none() {
        skip(&format!("Python with {modules}"));
    }
    python
}
