//! The program around the server: command line, log, signals.

use std::{io, net::SocketAddr, path::PathBuf, process};

use clap::Parser;
use local_server::{CallerRule, ReadyError, log, parse_address, write_ready_file};
use serde::Serialize;
use tokio::signal::unix;

use crate::{Backend, LoginServer, SettingError, Settings, StartError};

const SETTINGS: &str = "\
Settings, from the environment first and then from .env:
  TWILIO_BACKEND         emulator (default) or live
  TWILIO_EMULATOR_URL    origin of the emulator [default: http://127.0.0.1:4010]
  TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET
                         needed with live; the emulator's own by default
                         (with emulator, from the environment only)
  ROOM_NAME              name of the room [default: My Room]
  TOKEN_TTL              lifetime of a token in seconds [default: 3600]
  RUST_LOG               log filter [default: info]";

/// Puts users in the room, mints their tokens and serves the page
#[derive(Debug, Parser)]
#[command(version, after_help = SETTINGS)]
struct Options {
    /// Address to listen on, or a port alone; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:5000", value_name = "ADDRESS:PORT", value_parser = parse_address)]
    listen: SocketAddr,
    /// Path of a JSON file, written when the server is ready: {"url", "backend", "pid"}
    #[arg(long)]
    ready_file: Option<PathBuf>,
    /// Folder of the page
    #[arg(long, default_value = "web")]
    web_dir: PathBuf,
    /// Allows logins with this host name, besides localhost and IP addresses; may be repeated,
    /// * allows all
    #[arg(long, value_name = "NAME", env = "FAKE_TWILIO_ALLOW_HOST", value_delimiter = ' ')]
    allow_host: Vec<String>,
    /// Allows logins from web pages of this origin, besides the server's own page; may be repeated,
    /// * allows all
    #[arg(long, value_name = "ORIGIN", env = "FAKE_TWILIO_ALLOW_ORIGIN", value_delimiter = ' ')]
    allow_origin: Vec<String>,
}

/// The ready file.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    backend: &'a str,
    pid: u32,
}

/// Why the program failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A setting is missing or malformed.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The server did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The ready file could not be written.
    #[error(transparent)]
    Ready(#[from] ReadyError),
    /// The signal handlers could not be installed.
    #[error("failed to listen for signals")]
    Signal(#[source] io::Error),
}

/// Runs the program until SIGTERM or SIGINT.
pub async fn run() -> Result<(), RunError> {
    let options = Options::parse();
    let _log = log::start();
    let mut config = Settings::load()?.config()?;
    config.listen = options.listen;
    config.web_dir = options.web_dir;
    config.callers = CallerRule::new(&options.allow_host, &options.allow_origin);
    let backend = config.backend.clone();
    if !config.web_dir.join("index.html").is_file() {
        tracing::warn!(folder = %config.web_dir.display(), "there is no page in this folder");
    }

    // Before the ready file, because its reader may send a signal at once.
    let mut signals = Signals::new().map_err(RunError::Signal)?;
    let server = LoginServer::start(config).await?;
    let url = server.url();
    match &backend {
        Backend::Emulator { origin } => tracing::info!(%url, emulator = %origin, "listening"),
        Backend::Live => tracing::info!(%url, "listening; the backend is live Twilio"),
    }
    if let Some(path) = options.ready_file {
        let ready = Ready { url: &url, backend: backend.name(), pid: process::id() };
        write_ready_file(&path, &ready)?;
    }
    signals.received().await;
    tracing::info!("ending");
    server.shutdown().await;
    Ok(())
}

struct Signals {
    terminate: unix::Signal,
    interrupt: unix::Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: unix::signal(unix::SignalKind::terminate())?,
            interrupt: unix::signal(unix::SignalKind::interrupt())?,
        })
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
