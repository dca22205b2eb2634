//! Starting other programs and judging how they end.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// A cargo command in the workspace.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(args).current_dir(root);
    command
}

/// The folder of what cargo builds.
pub(crate) fn target(root: &Path) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    root.join(target)
}

/// The folder of the programs that cargo builds for debugging.
pub(crate) fn built(root: &Path) -> PathBuf {
    target(root).join("debug")
}

/// Runs the command to its end; fails unless it succeeded.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    ensure!(status.success(), "`{}` failed: {status}", line(command));
    Ok(())
}

/// Runs the command to its end and returns what it printed; fails unless it succeeded.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    ensure!(output.status.success(), "`{}` failed: {}", line(command), output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether this is the system's administrator.
pub(crate) fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

/// Returns which command runs next.
pub(crate) fn announce(command: &Command) {
    eprintln!("$ {}", line(command));
}

/// The command as a person would type it, without its folder.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
