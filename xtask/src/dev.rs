//! `cargo xtask dev`: the whole app on this machine, by one command.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::Deserialize;

use crate::{process, setup};
use processes::Family;

mod processes;

/// Which of the two ends the login server talks to.
const BACKEND: &str = "TWILIO_BACKEND";

/// Reached by this machine alone.
const LOOPBACK: &str = "127.0.0.1";

/// Where the two programs listen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Port of the page; 0 takes a free one
    #[arg(long, default_value_t = 5000)]
    port: u16,
    /// Port of the emulator; 0 takes a free one
    #[arg(long, default_value_t = 4010)]
    emulator_port: u16,
    /// Serves other machines on the network, too, such as a phone: https, one origin, a QR code
    #[arg(long)]
    lan: bool,
    /// Serves everybody, too, through a tunnel: a public https address, one origin, a QR code.
    /// ngrok takes the token of an account from the setting `NGROK_AUTHTOKEN`
    #[arg(long, value_name = "SERVICE", env = "FAKE_TWILIO_TUNNEL")]
    tunnel: Option<Tunnel>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tunnel {
    Ngrok,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backend {
    Emulator,
    Live,
}

/// The emulator's ready file, as far as the login server needs it.
#[derive(Deserialize)]
struct Emulator {
    url: String,
    account_sid: String,
    api_key_sid: String,
    api_key_secret: String,
}

/// The login server's ready file.
#[derive(Deserialize)]
struct LoginServer {
    url: String,
    tunnel_url: Option<String>,
}

/// Builds and starts the programs, and keeps them until Ctrl-C or until one of them ends.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    setup::page(root)?;
    let backend = Backend::chosen(&settings(root)?)?;
    let programs = build(root, backend, options.tunnel)?;
    let mut family = Family::new(root.join("target/dev"))?;

    let mut login = if options.lan {
        let mut login = program(&programs, "login-server", "0.0.0.0", options.port);
        login.args(["--https", "--lan"]);
        login
    } else {
        program(&programs, "login-server", LOOPBACK, options.port)
    };
    if let Some(tunnel) = options.tunnel {
        login.args(["--tunnel", tunnel.name()]);
    }
    login.current_dir(root).env(BACKEND, backend.name());
    if backend == Backend::Emulator {
        let command = program(&programs, "fake-twilio", LOOPBACK, options.emulator_port);
        let emulator = family.start::<Emulator>("fake-twilio", command);
        let Some(emulator) = emulator.context(not_started("emulator", "--emulator-port"))? else {
            return Ok(());
        };
        point_at(&mut login, emulator);
    }
    let page = family.start::<LoginServer>("login-server", login);
    let Some(page) = page.context(not_started("login server", "--port"))? else {
        return Ok(());
    };
    let address = page.tunnel_url.unwrap_or(page.url);
    eprintln!("\n  Open {address} in two windows and chat. Ctrl-C ends it.\n");
    family.until_end()
}

/// What to do about a program that ended before it was ready; it has printed why.
fn not_started(program: &str, port: &str) -> String {
    format!(
        "the {program} did not start; its error is above (if its port is taken: cargo xtask dev {port} 0)"
    )
}

/// The settings of `.env` with those of the process on top.
fn settings(root: &Path) -> Result<BTreeMap<String, String>> {
    let file = root.join(".env");
    let mut settings = BTreeMap::new();
    if fs::exists(&file)? {
        for line in dotenvy::from_path_iter(&file).context("cannot read .env")? {
            // The error would quote the line, and lines of this file hold secrets.
            let Ok((name, value)) = line else { bail!(".env has a line that is no setting") };
            settings.insert(name, value);
        }
    }
    settings.extend(std::env::var(BACKEND).ok().map(|value| (BACKEND.to_owned(), value)));
    Ok(settings)
}

impl Backend {
    fn chosen(settings: &BTreeMap<String, String>) -> Result<Self> {
        match settings.get(BACKEND).map(String::as_str) {
            None | Some("emulator" | "") => Ok(Self::Emulator),
            Some("live") => Ok(Self::Live),
            Some(other) => bail!("{BACKEND} is {other:?}; it can be \"emulator\" or \"live\""),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Emulator => "emulator",
            Self::Live => "live",
        }
    }
}

impl Tunnel {
    /// As an option of the login server, and as its feature.
    const fn name(self) -> &'static str {
        match self {
            Self::Ngrok => "ngrok",
        }
    }
}

/// Builds what is needed and returns the folder of the programs.
fn build(root: &Path, backend: Backend, tunnel: Option<Tunnel>) -> Result<PathBuf> {
    let mut command = process::cargo(root, &["build", "--package", "login-server"]);
    if backend == Backend::Emulator {
        command.args(["--package", "fake-twilio"]);
    }
    if let Some(tunnel) = tunnel {
        command.args(["--features", &format!("login-server/{}", tunnel.name())]);
    }
    process::run(&mut command)?;
    Ok(process::built(root))
}

fn program(folder: &Path, name: &str, address: &str, port: u16) -> Command {
    let mut command = Command::new(folder.join(name));
    command.args(["--listen", &format!("{address}:{port}")]);
    command
}

/// The emulator's own credentials, so that real ones in `.env` are neither needed nor sent there.
fn point_at(login: &mut Command, emulator: Emulator) {
    login
        .env("TWILIO_EMULATOR_URL", emulator.url)
        .env("TWILIO_ACCOUNT_SID", emulator.account_sid)
        .env("TWILIO_API_KEY_SID", emulator.api_key_sid)
        .env("TWILIO_API_KEY_SECRET", emulator.api_key_secret);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(value: &str) -> Result<Backend> {
        Backend::chosen(&BTreeMap::from([(BACKEND.to_owned(), value.to_owned())]))
    }

    #[test]
    fn the_emulator_is_the_default() {
        assert_eq!(Backend::chosen(&BTreeMap::new()).unwrap(), Backend::Emulator);
        assert_eq!(chosen("").unwrap(), Backend::Emulator);
        assert_eq!(chosen("live").unwrap(), Backend::Live);
    }

    #[test]
    fn a_tunnel_is_a_feature_of_the_login_server() {
        let root = crate::workspace_root().unwrap();
        let manifest = fs::read_to_string(root.join("crates/login-server/Cargo.toml")).unwrap();
        for tunnel in Tunnel::value_variants() {
            let option = tunnel.to_possible_value().unwrap();
            assert_eq!(option.get_name(), tunnel.name());
            assert!(manifest.contains(&format!("\n{} = [", tunnel.name())), "{manifest}");
        }
    }

    #[test]
    fn an_unknown_backend_is_named() {
        assert!(chosen("staging").unwrap_err().to_string().contains("staging"));
    }
}
