//! Accounts of a running emulator, for tests in Rust.

mod act;
mod faults;

use fake_control::journal::{Entry, Wait};
use fake_store::Clock;
use serde::{Deserialize, Serialize};
use serde_json::json;
use twilio_sid::{AccountSid, ApiKeySid, ServiceSid};
use twilio_token::{AccessToken, ChatGrant, Secret, Signer, VideoGrant};

use crate::{
    credentials::Credentials,
    error::{ControlError, WaitError},
    in_process::InProcess,
};

pub use act::{Act, SentMessage};
pub use faults::Faults;

/// An account of a running emulator, isolated from all others.
///
/// Its methods do what the control API does, also where that is closed to others.
#[derive(Clone)]
pub struct Account {
    emulator: InProcess,
    credentials: Credentials,
    chat_service_sid: ServiceSid,
}

/// An account that was opened.
#[derive(Deserialize)]
struct Opened {
    account_sid: AccountSid,
    auth_token: String,
    api_key_sid: ApiKeySid,
    api_key_secret: String,
    chat_service_sid: ServiceSid,
}

impl Account {
    pub(crate) fn new(
        emulator: InProcess,
        credentials: Credentials,
        chat_service_sid: ServiceSid,
    ) -> Self {
        Self { emulator, credentials, chat_service_sid }
    }

    /// Opens an account, whose identifiers and secrets are drawn.
    pub(crate) async fn open(emulator: InProcess) -> Result<Self, ControlError> {
        let opened = emulator.post("accounts", &json!({})).await?;
        let opened: Opened = serde_json::from_slice(&opened).map_err(ControlError::unreadable)?;
        let credentials = Credentials {
            account_sid: opened.account_sid,
            auth_token: opened.auth_token,
            api_key_sid: opened.api_key_sid,
            api_key_secret: opened.api_key_secret,
        };
        Ok(Self::new(emulator, credentials, opened.chat_service_sid))
    }

    /// The credentials it accepts.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Its default chat service: what the chat grant of a token names.
    pub fn chat_service_sid(&self) -> ServiceSid {
        self.chat_service_sid
    }

    /// Mints an access token with grants for chat in the default service and for all video rooms, valid
    /// for an hour by the emulator's clock.
    ///
    /// # Errors
    /// What is wrong with the identity, or the key.
    pub fn token(&self, identity: &str) -> Result<String, ControlError> {
        let Credentials { account_sid, api_key_sid, ref api_key_secret, .. } = self.credentials;
        let secret: Secret = api_key_secret.parse().map_err(ControlError::unreadable)?;
        let token = AccessToken::new()
            .identity(identity)
            .chat(ChatGrant::service(self.chat_service_sid))
            .video(VideoGrant::default());
        let now = self.emulator.shared.clock.now().as_second().unsigned_abs();
        let signer = Signer::new(account_sid, api_key_sid, &secret);
        signer.sign(&token, now).map_err(ControlError::unreadable)
    }

    /// Acts as a user of the default chat service.
    pub fn act(&self, identity: impl Into<String>) -> Act {
        Act {
            emulator: self.emulator.clone(),
            account: self.credentials.account_sid,
            service: None,
            identity: identity.into(),
        }
    }

    /// What is broken on purpose, for this account alone.
    pub fn faults(&self) -> Faults {
        Faults::new(self.emulator.clone(), Some(self.credentials.account_sid))
    }

    /// Waits until something was sent that matches; what was sent before counts, too.
    ///
    /// Entries of other accounts do not count.
    ///
    /// # Errors
    /// What came closest when the time is up; or that the journal is off.
    pub async fn wait_for(&self, wanted: impl Into<Wait>) -> Result<Vec<Entry>, WaitError> {
        let mut wanted = wanted.into();
        wanted.matching.account_sid = Some(self.credentials.account_sid);
        self.emulator.wait_for(wanted).await
    }

    /// Removes everything, and loads the seed document again if there is one.
    ///
    /// # Errors
    /// Why a log store refuses it.
    pub async fn reset(&self) -> Result<(), ControlError> {
        let reset = json!({ "account_sid": self.credentials.account_sid });
        self.emulator.post("reset", &reset).await.map(drop)
    }

    /// Loads a [seed document](crate::SeedDocument), or JSON of its form, on top of what is there.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub async fn load_seed(&self, document: &impl Serialize) -> Result<(), ControlError> {
        let path = format!("seed?account_sid={}", self.credentials.account_sid);
        self.emulator.post(&path, document).await.map(drop)
    }
}
