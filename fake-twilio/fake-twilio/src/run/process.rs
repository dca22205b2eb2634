//! The program: its signals and its exit status.

use std::{
    ffi::OsString,
    io::ErrorKind,
    process::{Command, ExitCode, ExitStatus},
    sync::Arc,
};

use anyhow::Context;
use shared_child::SharedChild;

use super::signals::Signals;
use crate::environment::Environment;

/// Exit statuses of shells for a program that is not there, and for one that cannot be started.
const NOT_FOUND: u8 = 127;
const NOT_STARTED: u8 = 126;

/// Runs a program to its end, passes signals on to it, and returns its exit status.
pub(crate) async fn supervise(
    program: &[OsString],
    environment: &Environment,
) -> anyhow::Result<ExitCode> {
    let (name, arguments) = program.split_first().context("a program is expected")?;
    let mut command = Command::new(name);
    command.args(arguments).envs(&environment.variables);
    // Before the program starts, so that none is lost.
    let signals = Signals::new()?;
    let child = match SharedChild::spawn(&mut command) {
        Ok(child) => Arc::new(child),
        Err(error) => {
            tracing::error!("failed to start {}: {error}", name.display());
            let is_absent = error.kind() == ErrorKind::NotFound;
            return Ok(if is_absent { NOT_FOUND } else { NOT_STARTED }.into());
        }
    };
    let waiting = child.clone();
    let mut ended = tokio::task::spawn_blocking(move || waiting.wait());
    let status = tokio::select! {
        status = &mut ended => status,
        () = signals.pass_on(&child) => (&mut ended).await,
    };
    Ok(code(status.context("the program was not waited for")??))
}

fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| signalled(status));
    code.and_then(|it| u8::try_from(it).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// What shells make of the signal that ended a program.
#[cfg(unix)]
fn signalled(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal)
}

#[cfg(not(unix))]
fn signalled(_: ExitStatus) -> Option<i32> {
    None
}
