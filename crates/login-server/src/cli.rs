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
use tunnel::Service;

use crate::{Backend, LoginServer, SettingError, Settings, StartError, lan};

mod announcements;
mod tunnel;

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
  NGROK_AUTHTOKEN        token of an ngrok account, needed with --tunnel ngrok
  NGROK_DOMAIN           the same as --tunnel-domain
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
    /// Serves everybody, too, by https at a public address, through a tunnel that ends here; page, login,
    /// sockets and media of the emulator are at one origin. Needs a program with the feature `ngrok`
    #[arg(long, value_name = "SERVICE", env = "FAKE_TWILIO_TUNNEL")]
    tunnel: Option<Service>,
    /// Domain of the tunnel, out of those of the ngrok account [default: ngrok chooses]
    #[arg(long, value_name = "NAME")]
    tunnel_domain: Option<String>,
    /// Folder of the certificate authority [default: that of fake-twilio, in the user's data folder]
    #[arg(long, value_name = "DIR", env = "FAKE_TWILIO_CA_DIR")]
    ca_dir: Option<PathBuf>,
    /// Path of a JSON file, written when the server is ready: {"url", "backend", "pid"}, and with --lan,
    /// --https or --tunnel the addresses for other machines and the certificate
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
    /// For everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    tunnel_url: Option<&'a str>,
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
    /// There is no tunnel.
    #[cfg(feature = "ngrok")]
    #[error(transparent)]
    Tunnel(#[from] crate::NgrokError),
    /// A tunnel is asked of a program that cannot open any.
    #[cfg(not(feature = "ngrok"))]
    #[error(
        "this program was built without the feature `ngrok`; with it: \
         cargo run --package login-server --features ngrok -- --tunnel ngrok"
    )]
    NoNgrok,
    /// The signal handlers could not be installed.
    #[error("failed to listen for signals")]
    Signal(#[source] io::Error),
}

/// Runs the program until SIGTERM or SIGINT.
pub async fn run() -> Result<(), RunError> {
    let options = Options::parse();
    let _log = log::start();
    let settings = Settings::load()?;
    let mut config = settings.config()?;
    config.listen = options.listen();
    config.single_origin = options.lan;
    config.https = options.https()?;
    config.web_dir.clone_from(&options.web_dir);
    config.callers = CallerRule::new(&options.allow_host, &options.allow_origin);
    let backend = config.backend.clone();
    if !config.web_dir.join("index.html").is_file() {
        tracing::warn!(folder = %config.web_dir.display(), "there is no page in this folder");
    }

    // While Ctrl-C still ends the program at once.
    let tunnel = match options.tunnel {
        Some(service) => Some(service.open(options.tunnel_domain.clone(), &settings).await?),
        None => None,
    };
    // Before the ready file, because its reader may send a signal at once.
    let mut termination = Termination::listen().map_err(RunError::Signal)?;
    let server = match tunnel {
        Some(tunnel) => LoginServer::start_with_tunnel(config, tunnel).await?,
        None => LoginServer::start(config).await?,
    };
    announce(&options, &backend, &server)?;
    termination.received().await;
    tracing::info!("ending");
    server.shutdown().await;
    Ok(())
}

/// Tells how the server is reached: people by the log, programs by the ready file.
fn announce(options: &Options, backend: &Backend, server: &LoginServer) -> Result<(), RunError> {
    let url = server.url();
    match backend {
        Backend::Emulator { origin } => tracing::info!(%url, emulator = %origin, "listening"),
        Backend::Live => tracing::info!(%url, "listening; the backend is live Twilio"),
    }
    let listening = server.address().ip();
    let reached = if listening.is_unspecified() { lan::address() } else { Some(listening) };
    let reached = reached.filter(|it| options.lan && !it.is_loopback());
    let lan_url = reached.map(|it| server.url_at(it));
    if options.lan {
        announcements::network(lan_url.as_deref(), server);
    }
    if let Some(url) = server.tunnel_url() {
        announcements::tunnel(url, backend);
    }
    if let Some(path) = &options.ready_file {
        let ready = Ready {
            url: &url,
            backend: backend.name(),
            pid: process::id(),
            lan_url: lan_url.as_deref(),
            tunnel_url: server.tunnel_url(),
            ca_file: server.certificate(),
        };
        write_ready_file(path, &ready)?;
    }
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

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use serde_json::Value;
    use tokio::io::DuplexStream;

    use super::*;
    use crate::Tunnel;

    #[tokio::test]
    async fn the_ready_file_names_the_address_of_the_tunnel() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        let path = file.to_str().unwrap();
        let options = Options::parse_from(["login-server", "--listen", "0", "--ready-file", path]);
        let mut config = Settings::new([].into(), [].into()).config().unwrap();
        config.listen = options.listen();
        let backend = config.backend.clone();
        let connections = stream::pending::<Result<DuplexStream, String>>();
        let tunnel = Tunnel::new("https://app.example", connections).unwrap();
        let server = LoginServer::start_with_tunnel(config, tunnel).await.unwrap();
        announce(&options, &backend, &server).unwrap();
        let ready: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(ready["tunnel_url"], "https://app.example");
        assert_eq!(ready["url"], server.url());
    }
}
