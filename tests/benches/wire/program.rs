//! The release binary in a process of its own.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::Value;

/// Time after which a program that does not answer has failed to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pause between two attempts to connect; a part of what start-up seems to take.
const PAUSE: Duration = Duration::from_micros(100);

/// Builds the release binary and says where it is.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    let cargo = env::var_os("CARGO").context("to be started by cargo")?;
    let built = Command::new(cargo)
        .args(["build", "--release", "--package", "fake-twilio"])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(built.status.success(), "the release binary could not be built");
    let executable = String::from_utf8(built.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|line| line.get("executable")?.as_str().map(PathBuf::from));
    executable.context("cargo named no binary")
}

/// A running emulator; killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From before the start to the end of the first answer.
    pub(crate) startup: Duration,
}

impl Program {
    pub(crate) fn start(path: &Path) -> anyhow::Result<Self> {
        Self::start_with(path, &[])
    }

    pub(crate) fn start_with(path: &Path, arguments: &[&OsStr]) -> anyhow::Result<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let start = Instant::now();
        let child = Command::new(path)
            .args(["--listen", &address.to_string()])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut program = Self { child, address, startup: Duration::ZERO };
        while let Err(error) = first_answer(address) {
            ensure!(start.elapsed() < PATIENCE, "no answer from the emulator: {error}");
            thread::sleep(PAUSE);
        }
        program.startup = start.elapsed();
        Ok(program)
    }

    /// Resident memory in KiB, where the system tells it.
    pub(crate) fn resident(&self) -> Option<f64> {
        resident(self.child.id())
    }
}

/// Resident memory of a process in KiB, where the system tells it.
pub(crate) fn resident(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_answer(address: SocketAddr) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /v1/Conversations HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut answer = [0; 1024];
    let read = stream.read(&mut answer)?;
    ensure!(answer[..read].starts_with(b"HTTP/1.1 401"), "it answers something else");
    Ok(())
}
