//! The emulator as a program.

use std::{io::Write, net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use fake_twilio::{Credentials, FakeTwilio, ReadyFile};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use twilio_sid::{AccountSid, ApiKeySid};

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
        let mut builder = FakeTwilio::builder().listen(self.listen).credentials(self.credentials());
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(now) = self.now {
            builder = builder.now(now);
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
