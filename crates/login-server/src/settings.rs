//! Configuration by environment variables and `.env`.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `TWILIO_BACKEND` | `emulator` or `live` | `emulator`, which needs no account |
//! | `TWILIO_EMULATOR_URL` | origin of the emulator | `http://127.0.0.1:4010` |
//! | `TWILIO_ACCOUNT_SID`, `TWILIO_API_KEY_SID`, `TWILIO_API_KEY_SECRET` | credentials | with the emulator its well-known ones, with `live` none |
//! | `ROOM_NAME` | name of the room | `My Room` |
//! | `TOKEN_TTL` | lifetime of a token in seconds | 3600 |
//! | `NGROK_AUTHTOKEN`, `NGROK_DOMAIN` | account and address of a tunnel | none |
//!
//! The process environment wins over `.env`, and an empty value is as good as none. With the
//! emulator, credentials in `.env` are passed over: they are there for `live`, the emulator would
//! refuse them, and a real secret does not belong on an unencrypted connection. So the backend can
//! be changed by its flag alone.

use std::{collections::BTreeMap, env, fmt::Display, path::Path, str::FromStr};

use http::Uri;
use twilio_sid::ConversationSid;
use twilio_token::{MAX_LIFETIME, Secret};

use crate::{Backend, Config, Credentials};

const BACKEND: &str = "TWILIO_BACKEND";
const EMULATOR_URL: &str = "TWILIO_EMULATOR_URL";
const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
const API_KEY_SID: &str = "TWILIO_API_KEY_SID";
const API_KEY_SECRET: &str = "TWILIO_API_KEY_SECRET";
const ROOM_NAME: &str = "ROOM_NAME";
const TOKEN_TTL: &str = "TOKEN_TTL";

const NGROK_AUTHTOKEN: &str = "NGROK_AUTHTOKEN";
const NGROK_DOMAIN: &str = "NGROK_DOMAIN";

const NAMES: [&str; 9] = [
    BACKEND,
    EMULATOR_URL,
    ACCOUNT_SID,
    API_KEY_SID,
    API_KEY_SECRET,
    ROOM_NAME,
    TOKEN_TTL,
    NGROK_AUTHTOKEN,
    NGROK_DOMAIN,
];

const DEFAULT_EMULATOR_URL: &str = "http://127.0.0.1:4010";

/// Why the server cannot be configured; values are not repeated, because one may be a secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// A variable that the live backend needs.
    #[error("{name} is missing; TWILIO_BACKEND=live needs it in the environment or in .env")]
    Missing {
        /// Name of the variable.
        name: &'static str,
    },
    /// A variable of the wrong form.
    #[error("{name} is malformed: {reason}")]
    Malformed {
        /// Name of the variable.
        name: &'static str,
        /// What was expected.
        reason: String,
    },
    /// `.env` is there, but it cannot be read as a list of settings.
    #[error(".env cannot be read, or has a line that is no setting")]
    File,
}

/// The variables as they were found.
#[derive(Default)]
pub struct Settings {
    process: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl Settings {
    /// Reads the process environment, and `.env` in the working directory if there is one.
    pub fn load() -> Result<Self, SettingError> {
        let process =
            NAMES.iter().filter_map(|name| Some(((*name).to_owned(), env::var(name).ok()?)));
        Ok(Self { process: process.collect(), file: read_file(Path::new(".env"))? })
    }

    /// Settings from elsewhere: those of the process, and those of the file.
    pub fn new(process: BTreeMap<String, String>, file: BTreeMap<String, String>) -> Self {
        Self { process, file }
    }

    /// The configuration that the variables describe.
    pub fn config(&self) -> Result<Config, SettingError> {
        let (backend, credentials) = match self.value(BACKEND).unwrap_or("emulator") {
            "emulator" => (self.emulator()?, self.emulator_credentials()?),
            "live" => (Backend::Live, self.live_credentials()?),
            _ => return Err(malformed(BACKEND, "it can be \"emulator\" or \"live\"")),
        };
        let mut config = Config::new(backend, credentials);
        if let Some(room) = self.value(ROOM_NAME) {
            config.room = checked_room(room)?;
        }
        if let Some(seconds) = self.value(TOKEN_TTL) {
            config.token_ttl = checked_ttl(seconds)?;
        }
        Ok(config)
    }

    /// The token of an ngrok account.
    pub fn ngrok_authtoken(&self) -> Option<Secret> {
        self.value(NGROK_AUTHTOKEN)?.parse().ok()
    }

    /// The domain of a tunnel by ngrok.
    pub fn ngrok_domain(&self) -> Option<String> {
        self.value(NGROK_DOMAIN).map(str::to_owned)
    }

    fn value(&self, name: &str) -> Option<&str> {
        let value = self.process.get(name).or_else(|| self.file.get(name));
        value.map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn value_of_process(&self, name: &str) -> Option<&str> {
        self.process.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn emulator(&self) -> Result<Backend, SettingError> {
        let text = self.value(EMULATOR_URL).unwrap_or(DEFAULT_EMULATOR_URL);
        let wrong =
            || malformed(EMULATOR_URL, "an origin such as http://127.0.0.1:4010 is expected");
        let origin: Uri = text.parse().map_err(|_| wrong())?;
        let http = matches!(origin.scheme_str(), Some("http" | "https"));
        let bare = origin.path() == "/" && origin.query().is_none();
        let user = origin.authority().is_none_or(|authority| authority.as_str().contains('@'));
        if http && bare && !user { Ok(Backend::Emulator { origin }) } else { Err(wrong()) }
    }

    fn emulator_credentials(&self) -> Result<Credentials, SettingError> {
        let account = format!("AC{}", "0".repeat(32));
        let key = format!("SK{}", "0".repeat(32));
        let value = |name, default| self.value_of_process(name).unwrap_or(default);
        Ok(Credentials {
            account: parsed(ACCOUNT_SID, value(ACCOUNT_SID, &account))?,
            key: parsed(API_KEY_SID, value(API_KEY_SID, &key))?,
            secret: parsed(API_KEY_SECRET, value(API_KEY_SECRET, "not-a-real-secret"))?,
        })
    }

    fn live_credentials(&self) -> Result<Credentials, SettingError> {
        let value = |name| self.value(name).ok_or(SettingError::Missing { name });
        Ok(Credentials {
            account: parsed(ACCOUNT_SID, value(ACCOUNT_SID)?)?,
            key: parsed(API_KEY_SID, value(API_KEY_SID)?)?,
            secret: parsed(API_KEY_SECRET, value(API_KEY_SECRET)?)?,
        })
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, SettingError> {
    match dotenvy::from_path_iter(path) {
        // The errors would quote the line, and lines of this file hold secrets.
        Ok(lines) => lines.collect::<Result<_, _>>().map_err(|_| SettingError::File),
        Err(error) if error.not_found() => Ok(BTreeMap::new()),
        Err(_) => Err(SettingError::File),
    }
}

fn parsed<T: FromStr<Err: Display>>(name: &'static str, text: &str) -> Result<T, SettingError> {
    text.parse().map_err(|error: T::Err| malformed(name, error))
}

fn checked_room(room: &str) -> Result<String, SettingError> {
    // Such a unique name is refused by Twilio (50390), or cannot be part of a path.
    if ConversationSid::matches(room) || matches!(room, "." | "..") || room.chars().count() > 256 {
        return Err(malformed(ROOM_NAME, "at most 256 characters that are no SID are expected"));
    }
    Ok(room.to_owned())
}

fn checked_ttl(seconds: &str) -> Result<u64, SettingError> {
    let ttl = seconds.parse().ok().filter(|ttl| (1..=MAX_LIFETIME).contains(ttl));
    ttl.ok_or_else(|| malformed(TOKEN_TTL, format!("1 to {MAX_LIFETIME} seconds are expected")))
}

fn malformed(name: &'static str, reason: impl Display) -> SettingError {
    SettingError::Malformed { name, reason: reason.to_string() }
}
