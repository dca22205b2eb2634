//! `fake-twilio browser`: opens a page in a browser that reaches the emulator in place of Twilio.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::{Args, builder::FalseyValueParser};
use fake_twilio::{BrowserProxy, open_authority};
use http::Uri;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    environment::{self, Environment},
    options::Options,
    run::process,
};

/// Names of browsers that take the same arguments.
const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Where they are on macOS.
const APPLICATIONS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// No questions at the first start, and no calls to the browser's maker.
const QUIET: [&str; 7] = [
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
];

/// Calls between pages of one machine, which may have no network.
const CALLS: [&str; 2] =
    ["--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection"];

/// Time that an emulator gets to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which page, and in which browser.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct BrowserOptions {
    /// Page to open, such as `http://localhost:5000`
    #[arg(value_name = "URL")]
    url: String,
    /// Emulator that takes the place of Twilio
    #[arg(long, value_name = "URL", env = "TWILIO_EMULATOR_URL", default_value = environment::DEFAULT_URL)]
    emulator: String,
    /// Chromium or Chrome [default: the first one that is installed]
    #[arg(long, value_name = "PROGRAM", env = "FAKE_TWILIO_BROWSER")]
    browser: Option<PathBuf>,
    /// Opens the page on live Twilio; the same as `TWILIO_BACKEND=live`
    #[arg(long, env = "FAKE_TWILIO_LIVE", value_parser = FalseyValueParser::new())]
    live: bool,
    /// Further arguments of the browser
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

/// Opens a page in a browser with a new profile, and returns the browser's exit status. The profile is
/// deleted when the browser ends.
///
/// # Errors
/// Why the browser cannot be started.
pub(crate) async fn open(options: &Options, browser: &BrowserOptions) -> anyhow::Result<ExitCode> {
    let profile = TempDir::with_prefix("fake-twilio-").context("failed to make a profile")?;
    let mut program = vec![find(browser.browser.as_deref())?.into_os_string()];
    program.extend([QUIET.as_slice(), &CALLS].concat().into_iter().map(OsString::from));
    program.push(argument("--user-data-dir=", profile.path()));
    let proxy = if browser.live || environment::is_live() {
        tracing::info!("the page is on live Twilio");
        None
    } else {
        let proxy = start_proxy(options, browser).await?;
        program.push(format!("--proxy-server={}", proxy.url()).into());
        program
            .push(format!("--ignore-certificate-errors-spki-list={}", key_hash(options)?).into());
        tracing::info!("the page is on the emulator at {}", browser.emulator);
        Some(proxy)
    };
    program.extend(browser.arguments.iter().cloned());
    program.push(browser.url.clone().into());
    let status = process::supervise(&program, &Environment::default()).await;
    drop(proxy);
    if let Err(error) = profile.close() {
        tracing::debug!(%error, "the browser's profile was not deleted");
    }
    status
}

/// The browser that is named, or the first one that is installed.
fn find(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(named) = named {
        return which::which(named).with_context(|| format!("there is no {}", named.display()));
    }
    let installed = BROWSERS.iter().find_map(|name| which::which(name).ok());
    let installed =
        installed.or_else(|| APPLICATIONS.iter().map(PathBuf::from).find(|it| it.exists()));
    installed.context(
        "neither Chromium nor Chrome is installed; name the program by --browser or FAKE_TWILIO_BROWSER",
    )
}

fn argument(name: &str, value: &Path) -> OsString {
    let mut argument = OsString::from(name);
    argument.push(value);
    argument
}

/// What names the emulator's certificate authority to the browser.
fn key_hash(options: &Options) -> anyhow::Result<String> {
    let folder =
        options.ca_dir().context("no folder for the certificate authority: use --ca-dir")?;
    Ok(open_authority(&folder, Timestamp::now())?.public_key_hash())
}

/// A proxy in front of the emulator, which must be there.
async fn start_proxy(options: &Options, browser: &BrowserOptions) -> anyhow::Result<BrowserProxy> {
    let url = environment::checked(&browser.emulator)?;
    let uri: Uri = url.parse()?;
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(80));
    let reached =
        timeout(CONNECT_TIMEOUT, TcpStream::connect((host.trim_matches(['[', ']']), port)));
    if !matches!(reached.await, Ok(Ok(_))) {
        bail!(
            "no emulator answers at {url}; start one with `fake-twilio`, or name the one that `fake-twilio \
             run` logs by --emulator"
        );
    }
    BrowserProxy::start((host, port), &options.proxy_allow).await.context("failed to start a proxy")
}
