//! The program: its signals and its exit status.

use std::{
    ffi::OsString,
    io::{self, ErrorKind, IsTerminal},
    os::unix::process::ExitStatusExt,
    process::{Command, ExitCode, ExitStatus},
    sync::Arc,
};

use anyhow::Context;
use shared_child::{SharedChild, unix::SharedChildExt};
use tokio::signal::unix::{SignalKind, signal};

use crate::environment::Environment;

/// Exit statuses of shells for a program that is not there, and for one that cannot be started.
const NOT_FOUND: u8 = 127;
const NOT_STARTED: u8 = 126;

/// What shells add to the number of the signal that ended a program.
const SIGNALLED: i32 = 128;

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
    let code = status.code().or_else(|| status.signal().map(|it| SIGNALLED + it));
    code.and_then(|it| u8::try_from(it).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Signals that are passed on.
struct Signals {
    received: [(SignalKind, tokio::signal::unix::Signal); 6],
    /// Whether the terminal sends the program Ctrl-C and Ctrl-\ itself.
    has_terminal: bool,
}

impl Signals {
    fn new() -> io::Result<Self> {
        let listen = |kind| Ok::<_, io::Error>((kind, signal(kind)?));
        Ok(Self {
            received: [
                listen(SignalKind::terminate())?,
                listen(SignalKind::hangup())?,
                listen(SignalKind::user_defined1())?,
                listen(SignalKind::user_defined2())?,
                listen(SignalKind::interrupt())?,
                listen(SignalKind::quit())?,
            ],
            has_terminal: io::stdin().is_terminal(),
        })
    }

    /// Passes signals on for as long as this is awaited.
    async fn pass_on(mut self, child: &SharedChild) {
        loop {
            let [one, two, three, four, five, six] = &mut self.received;
            let kind = tokio::select! {
                _ = one.1.recv() => one.0,
                _ = two.1.recv() => two.0,
                _ = three.1.recv() => three.0,
                _ = four.1.recv() => four.0,
                _ = five.1.recv() => five.0,
                _ = six.1.recv() => six.0,
            };
            let is_of_terminal = [SignalKind::interrupt(), SignalKind::quit()].contains(&kind);
            if self.has_terminal && is_of_terminal {
                continue;
            }
            if let Err(error) = child.send_signal(kind.as_raw_value()) {
                tracing::warn!(%error, "a signal was not passed on");
            }
        }
    }
}
