//! `fake-twilio run`: starts a program that reaches the emulator in place of Twilio.

pub(crate) mod process;
#[cfg(unix)]
mod signals;
#[cfg(windows)]
#[path = "run/console.rs"]
mod signals;

use std::{env, ffi::OsString, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, builder::FalseyValueParser};
use fake_twilio::{Credentials, FakeTwilio, ReadyFile};
use twilio_sid::ServiceSid;

use crate::{
    environment::{self, Emulator, Environment},
    options::Options,
};

/// How to start the program.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct RunOptions {
    /// Emulator to lead the program to, in place of one of its own
    #[arg(long, value_name = "URL", env = "TWILIO_EMULATOR_URL")]
    emulator: Option<String>,
    /// Starts the program untouched, on live Twilio; the same as `TWILIO_BACKEND=live`
    #[arg(long, env = "FAKE_TWILIO_LIVE", value_parser = FalseyValueParser::new())]
    live: bool,
    /// Opens the account and key of the environment in the emulator, in place of replacing them
    #[arg(long, env = "FAKE_TWILIO_KEEP_CREDENTIALS", value_parser = FalseyValueParser::new())]
    keep_credentials: bool,
    /// Refuses hosts of others, too, except those of --proxy-allow
    #[arg(long, env = "FAKE_TWILIO_OFFLINE", value_parser = FalseyValueParser::new())]
    offline: bool,
    /// Program with its arguments
    #[arg(last = true, required = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

/// Starts the program, and an emulator for it unless there is one; returns the program's exit status.
///
/// # Errors
/// Why the emulator does not start, or the environment cannot be made.
pub(crate) async fn run(options: &Options, run: &RunOptions) -> anyhow::Result<ExitCode> {
    if run.live || environment::is_live() {
        tracing::info!("the program runs on live Twilio");
        return process::supervise(&run.program, &Environment::default()).await;
    }
    let ca_dir =
        options.ca_dir().context("no folder for the certificate authority: use --ca-dir")?;
    let own = match &run.emulator {
        Some(_) if run.keep_credentials => {
            bail!(
                "--keep-credentials opens an account in an emulator of its own: leave out --emulator"
            )
        }
        Some(_) => None,
        None => Some(start(options, run).await?),
    };
    let given = options.credentials();
    let emulator = match (&run.emulator, &own) {
        (_, Some(fake)) => Emulator {
            url: &fake.url(),
            credentials: fake.credentials(),
            chat_service_sid: fake.chat_service_sid(),
        },
        (url, None) => Emulator {
            url: environment::checked(url.as_deref().unwrap_or(environment::DEFAULT_URL))?,
            credentials: &given,
            chat_service_sid: options.default_service(),
        },
    };
    let mut environment = Environment::new(&emulator, &ca_dir)?;
    environment.replace_credentials(&emulator, env::vars_os());
    tracing::info!("the program runs on the emulator at {url}", url = emulator.url);
    tracing::info!("its pages: fake-twilio browser --emulator {url} PAGE", url = emulator.url);
    if !environment.replaced.is_empty() {
        tracing::info!(
            "replaced by the emulator's credentials: {}",
            environment.replaced.join(", ")
        );
    }
    let status = process::supervise(&run.program, &environment).await;
    if let Some(fake) = own {
        options.worlds.stop(fake).await?;
    }
    status
}

/// Starts an emulator for the program, on a free port unless the command line names one.
async fn start(options: &Options, run: &RunOptions) -> anyhow::Result<FakeTwilio> {
    let mut builder = options.builder()?;
    if !options.is_address_given {
        builder = builder.listen(([127, 0, 0, 1], 0).into());
    }
    if !run.offline {
        builder = builder.proxy_allow("*");
    }
    if run.keep_credentials {
        let (credentials, service) = kept(&options.credentials())?;
        builder = builder.credentials(credentials);
        if let Some(service) = service {
            builder = builder.chat_service_sid(service);
        }
    }
    let fake = options.worlds.started(builder.start().await)?;
    if let Some(path) = &options.launch.ready_file {
        ReadyFile::of(&fake).write(path)?;
    }
    Ok(fake)
}

/// Credentials and chat service of the environment; what it does not name is the emulator's.
fn kept(ours: &Credentials) -> anyhow::Result<(Credentials, Option<ServiceSid>)> {
    let first = |names: &[&str]| {
        let values = names.iter().filter_map(|name| env::var(name).ok());
        values.into_iter().find(|value| !value.is_empty())
    };
    let account = first(&[environment::ACCOUNT]);
    let account = account.context("--keep-credentials keeps the account of TWILIO_ACCOUNT_SID")?;
    let key = first(&environment::KEY).map(|it| it.parse()).transpose();
    let credentials = Credentials {
        account_sid: account.parse().context("TWILIO_ACCOUNT_SID")?,
        auth_token: first(&[environment::AUTH_TOKEN]).unwrap_or_else(|| ours.auth_token.clone()),
        api_key_sid: key.context("TWILIO_API_KEY_SID")?.unwrap_or(ours.api_key_sid),
        api_key_secret: first(&environment::KEY_SECRET)
            .unwrap_or_else(|| ours.api_key_secret.clone()),
    };
    let service = first(&environment::SERVICE).map(|it| it.parse()).transpose();
    Ok((credentials, service.context("TWILIO_CHAT_SERVICE_SID")?))
}
