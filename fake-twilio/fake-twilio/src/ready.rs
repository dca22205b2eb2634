use std::path::{Path, PathBuf};

use local_server::{ReadyError, write_ready_file};
use serde::{Deserialize, Serialize};

use crate::FakeTwilio;

/// Data for the program that started the emulator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadyFile {
    /// Where REST is answered.
    pub url: String,
    /// Where Twilsock is answered.
    pub twilsock_url: String,
    /// Where video signaling is answered.
    pub video_signaling_url: String,
    /// The account.
    pub account_sid: String,
    /// Its auth token.
    pub auth_token: String,
    /// Its API key.
    pub api_key_sid: String,
    /// The key's secret; by default a well-known fake.
    pub api_key_secret: String,
    /// The account's default chat service.
    pub chat_service_sid: String,
    /// The proxy that leads programs on this machine here, without changes to them.
    pub proxy_url: String,
    /// The certificate that they have to trust then, in PEM; absent where there is no TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The process.
    pub pid: u32,
    /// Version of the emulator.
    pub version: String,
}

impl ReadyFile {
    /// Describes a running emulator.
    pub fn of(fake: &FakeTwilio) -> Self {
        let credentials = fake.credentials();
        Self {
            url: fake.url(),
            twilsock_url: fake.twilsock_url(),
            video_signaling_url: fake.video_signaling_url(),
            account_sid: credentials.account_sid.to_string(),
            auth_token: credentials.auth_token.clone(),
            api_key_sid: credentials.api_key_sid.to_string(),
            api_key_secret: credentials.api_key_secret.clone(),
            chat_service_sid: fake.chat_service_sid().to_string(),
            proxy_url: fake.url(),
            ca_file: fake.ca_file(),
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Writes the file, see [`write_ready_file`].
    pub fn write(&self, path: &Path) -> Result<(), ReadyError> {
        write_ready_file(path, self)
    }
}
