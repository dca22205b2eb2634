//! The emulator as a program.

use std::{io::Write, net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use fake_twilio::{Credentials, FakeTwilio, IceServer, ReadyFile};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use twilio_sid::{AccountSid, ApiKeySid};

const MIB: u64 = 1024 * 1024;

/// An emulator of Twilio Conversations and Video on one port: no account, no network.
#[derive(Parser)]
#[command(version, about)]
struct Options {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    /// Writes addresses and credentials there, as JSON, once connections are accepted
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,
    /// Account that exists from the start
    #[arg(long, value_name = "AC…")]
    account_sid: Option<AccountSid>,
    /// Auth token of the account
    #[arg(long, value_name = "TOKEN", env = "FAKE_TWILIO_AUTH_TOKEN", hide_env_values = true)]
    auth_token: Option<String>,
    /// API key of the account
    #[arg(long, value_name = "SK…")]
    api_key_sid: Option<ApiKeySid>,
    /// Secret of the API key
    #[arg(long, value_name = "SECRET", env = "FAKE_TWILIO_API_KEY_SECRET", hide_env_values = true)]
    api_key_secret: Option<String>,
    /// Draws all identifiers from this seed, so that a run can be repeated
    #[arg(long)]
    seed: Option<u64>,
    /// Starts with a clock that stands at this moment; POST /_emulator/v1/clock {"millis": N} moves it
    #[arg(long, value_name = "RFC3339")]
    now: Option<jiff::Timestamp>,
    /// Refuses parameters that Twilio's OpenAPI documents do not know with 400 and 20001, instead of
    /// ignoring them with a warning in the log
    #[arg(long)]
    strict: bool,
    /// Refuses more than 30 actions a second in one conversation or service with 429 and 20429
    #[arg(long)]
    rate_limit: bool,
    /// Refuses chat clients with 429 while so many are connected, and tells them how long to wait
    #[arg(long, value_name = "N")]
    max_connections: Option<usize>,
    /// Keeps media of up to this many MiB taken together; an upload beyond that is refused with 413
    #[arg(long, value_name = "MIB", default_value_t = 512)]
    media_limit: u32,
    /// Tells video clients of a STUN or TURN server: stun:HOST:PORT or turn:HOST:PORT,USER,PASSWORD;
    /// may be repeated, and the variable holds several between spaces
    ///
    /// None by default: browsers on one machine find each other without.
    #[arg(
        long,
        value_name = "URL[,USER,PASSWORD]",
        env = "FAKE_TWILIO_ICE_SERVERS",
        hide_env_values = true,
        value_delimiter = ' '
    )]
    ice_server: Vec<IceServer>,
}

impl Options {
    fn credentials(&self) -> Credentials {
        let known = Credentials::default();
        Credentials {
            account_sid: self.account_sid.unwrap_or(known.account_sid),
            auth_token: self.auth_token.clone().unwrap_or(known.auth_token),
            api_key_sid: self.api_key_sid.unwrap_or(known.api_key_sid),
            api_key_secret: self.api_key_secret.clone().unwrap_or(known.api_key_secret),
        }
    }

    async fn start(&self) -> anyhow::Result<FakeTwilio> {
        let mut builder = FakeTwilio::builder()
            .listen(self.listen)
            .credentials(self.credentials())
            .media_limit(u64::from(self.media_limit) * MIB);
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(now) = self.now {
            builder = builder.now(now);
        }
        if self.strict {
            builder = builder.strict();
        }
        if self.rate_limit {
            builder = builder.rate_limit();
        }
        if let Some(limit) = self.max_connections {
            builder = builder.max_connections(limit);
        }
        for server in &self.ice_server {
            builder = builder.ice_server(server.clone());
        }
        Ok(builder.start().await?)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    let fake = options.start().await?;
    if let Some(path) = &options.ready_file {
        let written = ReadyFile::of(&fake).write(path);
        written.with_context(|| format!("failed to write {}", path.display()))?;
    }
    writeln!(std::io::stdout(), "fake-twilio listens on {}", fake.url())?;
    tokio::select! {
        _ = terminated.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    fake.stop().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ice_servers(arguments: &[&str]) -> Result<Vec<IceServer>, clap::Error> {
        let all = ["fake-twilio"].iter().chain(arguments);
        Options::try_parse_from(all).map(|options| options.ice_server)
    }

    #[test]
    fn ice_servers_may_be_named_more_than_once() {
        assert_eq!(ice_servers(&[]).unwrap(), []);
        let turn = "turn:localhost:3478?transport=udp,me,word";
        let servers = ice_servers(&["--ice-server", "stun:[::1]:1", "--ice-server", turn]).unwrap();
        assert_eq!(servers, ["stun:[::1]:1", turn].map(|it| it.parse().unwrap()));
        assert_eq!(
            ice_servers(&["--ice-server", &format!("stun:[::1]:1 {turn}")]).unwrap(),
            servers
        );
    }

    #[test]
    fn an_ice_server_that_browsers_refuse_is_refused_at_the_start() {
        let refused = ice_servers(&["--ice-server", "stun:localhost?transport=udp"]).unwrap_err();
        assert!(refused.to_string().contains("only a TURN server has a query"), "{refused}");
    }
}
