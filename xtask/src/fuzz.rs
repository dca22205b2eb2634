//! `cargo xtask fuzz`: the fuzz targets of `tests/fuzz`.

use std::{
    fs,
    num::NonZeroU32,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::process;

/// Folder of the crate with the targets.
const CRATE: &str = "tests/fuzz";

/// Where programs, corpora and inputs that made a target panic are kept.
const OUTPUT: &str = "target/fuzz";

/// Seconds for each target in `cargo xtask ci`.
const SMOKE: NonZeroU32 = NonZeroU32::new(5).expect("it is not zero");

/// What to run, and how long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Seconds for each target
    #[arg(long, value_name = "N", default_value = "60")]
    seconds: NonZeroU32,
    /// Run this target alone
    target: Option<String>,
}

/// Runs one target or all of them; the first panic ends it.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let missing = missing();
    ensure!(missing.is_empty(), "fuzzing needs {}", missing.join(" and "));
    let targets = targets(root)?;
    let wanted = match &options.target {
        Some(name) => {
            ensure!(targets.contains(name), "no target {name}; there are {}", targets.join(", "));
            vec![name.clone()]
        }
        None => targets,
    };
    copy_versions(root)?;
    wanted.iter().try_for_each(|target| fuzz(root, target, options.seconds))
}

/// Runs all targets for a few seconds where that is possible.
pub(crate) fn smoke(root: &Path) -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return run(root, &Options { seconds: SMOKE, target: None });
    }
    eprintln!("fuzzing skipped, the tests replayed the seeds; missing: {}", missing.join(" and "));
    Ok(())
}

/// What this machine lacks, with the command that installs it.
fn missing() -> Vec<&'static str> {
    let works = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let nightly = works("rustup", &["run", "nightly", "rustc", "--version"]);
    let cargo_fuzz = which::which("cargo-fuzz").is_ok();
    [
        (nightly, "a nightly toolchain (rustup toolchain install nightly)"),
        (cargo_fuzz, "cargo-fuzz (cargo install cargo-fuzz)"),
    ]
    .into_iter()
    .filter_map(|(found, name)| (!found).then_some(name))
    .collect()
}

/// The names of all targets: each has a folder of seeds.
fn targets(root: &Path) -> Result<Vec<String>> {
    let seeds = root.join(CRATE).join("seeds");
    let entries = fs::read_dir(&seeds).with_context(|| format!("no {}", seeds.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Gives the crate the versions of the workspace's lock file; cargo adds what only fuzzing needs.
fn copy_versions(root: &Path) -> Result<()> {
    let lock = root.join(CRATE).join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), &lock)
        .with_context(|| format!("cannot write {}", lock.display()))?;
    Ok(())
}

fn fuzz(root: &Path, target: &str, seconds: NonZeroU32) -> Result<()> {
    let corpus = format!("{OUTPUT}/corpus/{target}");
    let found = format!("{OUTPUT}/artifacts/{target}");
    for folder in [&corpus, &found] {
        fs::create_dir_all(root.join(folder))?;
    }
    let mut command = Command::new("rustup");
    // Our code is safe Rust: a sanitizer would only make it slower.
    command
        .args(["run", "nightly", "cargo", "fuzz", "run", "--fuzz-dir", CRATE])
        .args(["--target-dir", OUTPUT, "--sanitizer", "none", target, &corpus])
        .arg(format!("{CRATE}/seeds/{target}"))
        .args(["--".to_owned(), format!("-max_total_time={seconds}")])
        .arg(format!("-artifact_prefix={found}/"))
        .args(["-timeout=20", "-max_len=16384", "-print_funcs=0", "-verbosity=0"]);
    // The nightly toolchain must not inherit these variables.
    for variable in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR"] {
        command.env_remove(variable);
    }
    process::run(command.current_dir(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_target_is_refused_with_the_names_of_all() {
        let root = crate::workspace_root().unwrap();
        assert!(targets(&root).unwrap().contains(&"frame".to_owned()));
        let target = Some("frames".to_owned());
        let refused = run(&root, &Options { seconds: SMOKE, target }).unwrap_err().to_string();
        let missing = missing();
        let expected = missing.first().copied().unwrap_or("api, frame");
        assert!(refused.contains(expected), "{refused}");
    }
}
