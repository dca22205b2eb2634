//! The program around the server: command line, log, signals.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process,
};

use clap::{Parser, builder::FalseyValueParser};
use etcetera::{BaseStrategy, choose_base_strategy};
use local_server::{CallerRule, ReadyError, Termination, log, parse_address, write_ready_file};
use serde::Serialize;

use crate::{Backend, LoginServer, SettingError, Settings, StartError, lan, router::CERTIFICATE};

/// Where the page is by default (the tutorial's).
const PORT: u16 = 5000;

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
    /// Address to listen on, or a port alone; port 0 takes a free one [default: 127.0.0.1:5000, or
    /// 0.0.0.0:5000 with --lan]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = parse_address)]
    listen: Option<SocketAddr>,
    /// Speaks https, under a certificate authority for local networks; page, login, sockets and media of the
    /// emulator are at one origin
    #[arg(long, env = "FAKE_TWILIO_HTTPS", value_parser = FalseyValueParser::new())]
    https: bool,
    /// Serves other machines on the local network, such as a phone; page, login, sockets and media of the
    /// emulator are at one origin. Browsers give cameras to https pages alone
    #[arg(long, env = "FAKE_TWILIO_LAN", value_parser = FalseyValueParser::new())]
    lan: bool,
    /// Folder of the certificate authority [default: that of fake-twilio, in the user's data folder]
    #[arg(long, value_name = "DIR", env = "FAKE_TWILIO_CA_DIR")]
    ca_dir: Option<PathBuf>,
    /// Path of a JSON file, written when the server is ready: {"url", "backend", "pid"}, and with --lan or
    /// --https the address on the network and the certificate
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
    /// For other machines on the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    lan_url: Option<&'a str>,
    /// The certificate to trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<&'a Path>,
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
    /// There is no folder for the certificate authority.
    #[error("no folder for the certificate authority: use --ca-dir")]
    NoFolder,
    /// The signal handlers could not be installed.
    #[error("failed to listen for signals")]
    Signal(#[source] io::Error),
}

/// Runs the program until SIGTERM or SIGINT.
pub async fn run() -> Result<(), RunError> {
    let options = Options::parse();
    let _log = log::start();
    let mut config = Settings::load()?.config()?;
    config.listen = options.listen();
    config.single_origin = options.lan;
    config.https = options.https()?;
    config.web_dir = options.web_dir;
    config.callers = CallerRule::new(&options.allow_host, &options.allow_origin);
    let backend = config.backend.clone();
    if !config.web_dir.join("index.html").is_file() {
        tracing::warn!(folder = %config.web_dir.display(), "there is no page in this folder");
    }

    // Before the ready file, because its reader may send a signal at once.
    let mut termination = Termination::listen().map_err(RunError::Signal)?;
    let server = LoginServer::start(config).await?;
    let url = server.url();
    match &backend {
        Backend::Emulator { origin } => tracing::info!(%url, emulator = %origin, "listening"),
        Backend::Live => tracing::info!(%url, "listening; the backend is live Twilio"),
    }
    let listening = server.address().ip();
    let reached = if listening.is_unspecified() { lan::address() } else { Some(listening) };
    let reached = reached.filter(|it| options.lan && !it.is_loopback());
    let lan_url = reached.map(|it| server.url_at(it));
    if options.lan {
        tell(lan_url.as_deref(), &server);
    }
    if let Some(path) = options.ready_file {
        let ready = Ready {
            url: &url,
            backend: backend.name(),
            pid: process::id(),
            lan_url: lan_url.as_deref(),
            ca_file: server.certificate(),
        };
        write_ready_file(&path, &ready)?;
    }
    termination.received().await;
    tracing::info!("ending");
    server.shutdown().await;
    Ok(())
}

impl Options {
    fn listen(&self) -> SocketAddr {
        let host = if self.lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
        self.listen.unwrap_or(SocketAddr::from((host, PORT)))
    }

    /// The folder of the certificate authority, if there is to be https.
    fn https(&self) -> Result<Option<PathBuf>, RunError> {
        if !self.https {
            return Ok(None);
        }
        let default = || Some(choose_base_strategy().ok()?.data_dir().join("fake-twilio"));
        self.ca_dir.clone().or_else(default).ok_or(RunError::NoFolder).map(Some)
    }
}

/// Tells how other machines on the network reach the server.
fn tell(url: Option<&str>, server: &LoginServer) {
    let Some(url) = url else {
        tracing::warn!(
            "no other machine reaches this server: there is no network, or --listen names this machine alone"
        );
        return;
    };
    tracing::info!("other machines on this network open {url}");
    if server.certificate().is_some() {
        let plain = url.replacen("https", "http", 1);
        tracing::info!(
            "they trust the certificate at {plain}{CERTIFICATE}, once it is installed there"
        );
    }
    tracing::info!(
        "media take the way between the machines; beyond the network they need --ice-server of the emulator"
    );
    if let Some(code) = lan::qr_code(url) {
        log::announce(code);
    }
}
