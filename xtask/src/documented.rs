//! `cargo xtask documented`: the commands of the documents that install something or that serve until
//! they are stopped.
//!
//! `tests/it/documents.rs` runs the others, and compares all of them with the documents.

use std::{
    env,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use shared_child::{SharedChild, unix::SharedChildExt as _};
use signal_hook::consts::SIGTERM;

use crate::{network_namespace, process, setup};

/// Where the emulator is installed to.
const INSTALLED: &str = "target/installed";

const INSTALL: &str = "cargo install --locked --path fake-twilio/fake-twilio";

/// Its own builds are reused, and no folder of the user's is written to.
const INSTALL_OPTIONS: &str = "--debug --force --root target/installed";

/// Time that a command has to build what it serves, and to serve it.
const START_LIMIT: Duration = Duration::from_secs(900);
/// Time that a command has to end after SIGTERM.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// How often a port is tried.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A command that serves, and what is done with it.
struct Server {
    command: &'static str,
    port: u16,
    /// A command for it, and a part of what that prints.
    request: Option<(&'static str, &'static str)>,
}

const SERVERS: [Server; 4] = [
    Server {
        command: "cargo xtask dev",
        port: 5000,
        request: Some((
            "curl -X POST http://127.0.0.1:5000/login -d '{\"username\": \"ada\"}' -H 'Content-Type: application/json'",
            "\"token\":",
        )),
    },
    Server {
        command: "cargo run --package fake-twilio",
        port: 4010,
        request: Some((
            "curl -X POST http://127.0.0.1:4010/_emulator/v1/clients/disconnect -d '{\"identity\": \"ada\"}' -H 'Content-Type: application/json'",
            "{",
        )),
    },
    Server { command: "fake-twilio --listen 4010", port: 4010, request: None },
    Server {
        command: "fake-twilio --map-origin https://abc.example=http://127.0.0.1:3000",
        port: 4010,
        request: None,
    },
];

/// Runs the commands where their ports are free: in a network namespace of their own, if there can be.
pub(crate) fn run(root: &Path) -> Result<()> {
    setup::page(root)?;
    let mut command = Command::new(env::current_exe()?);
    command.args(["documented", "--here"]).current_dir(root);
    process::run(&mut network_namespace::only(command)?)
}

/// Runs the commands on this machine's own ports.
pub(crate) fn run_here(root: &Path) -> Result<()> {
    process::run(&mut shell(root, &format!("{INSTALL} {INSTALL_OPTIONS}"))?)?;
    SERVERS.iter().try_for_each(|server| server.run(root).context(server.command))
}

impl Server {
    fn run(&self, root: &Path) -> Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        ensure!(TcpStream::connect(address).is_err(), "another program answers at {address}");
        let mut command = shell(root, &format!("exec {}", self.command))?;
        process::announce(&command);
        // The group of its own keeps a Ctrl-C for us from ending it first.
        let child = SharedChild::spawn(command.stdin(Stdio::null()).process_group(0))?;
        let tried = self.try_it(root, &child, address);
        // An error means that it has ended.
        let _ = child.send_signal(SIGTERM);
        let ended = child.wait_timeout(STOP_LIMIT)?;
        if ended.is_none() {
            child.kill()?;
            child.wait()?;
        }
        tried?;
        let status = ended.context("it does not end after SIGTERM")?;
        ensure!(status.success(), "{status}");
        Ok(())
    }

    fn try_it(&self, root: &Path, child: &SharedChild, address: SocketAddr) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        while TcpStream::connect(address).is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("it ended: {status}");
            }
            ensure!(Instant::now() < deadline, "it does not answer at {address}");
            thread::sleep(LOOK_EVERY);
        }
        let Some((request, expected)) = self.request else { return Ok(()) };
        let mut command = shell(root, request)?;
        process::announce(&command);
        let answer = process::read(&mut command)?;
        ensure!(answer.contains(expected), "`{request}` is answered with {answer}");
        Ok(())
    }
}

/// A command as a person types it, with what was installed in reach and without a network.
fn shell(root: &Path, line: &str) -> Result<Command> {
    let installed = root.join(INSTALLED).join("bin");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([installed].into_iter().chain(env::split_paths(&path)))?;
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(root).env("PATH", path);
    command.env("CARGO_NET_OFFLINE", "true");
    Ok(command)
}
