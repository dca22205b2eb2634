//! A running emulator.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_control::journal::{Entry, Wait};
use fake_rest::{ClockChange, SIGNALING_PATH};
use fake_store::Clock;
use jiff::Timestamp;
use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};
use twilio_sid::ServiceSid;

use crate::{
    account::{Account, Act, Faults},
    credentials::Credentials,
    error::{ControlError, WaitError},
    in_process::InProcess,
    shared::Shared,
};

/// A running emulator; it stops when this is dropped.
pub struct FakeTwilio {
    pub(crate) address: SocketAddr,
    pub(crate) credentials: Credentials,
    pub(crate) chat_service_sid: ServiceSid,
    pub(crate) shared: Arc<Shared>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) served: JoinHandle<()>,
}

impl FakeTwilio {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where REST is answered.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where Twilsock is answered: the SDK's option `Twilsock.uri`.
    pub fn twilsock_url(&self) -> String {
        format!("ws://{}/v3/wsconnect", self.address)
    }

    /// Where video signaling is answered: the SDK's option `wsServer`.
    pub fn video_signaling_url(&self) -> String {
        format!("ws://{}{SIGNALING_PATH}", self.address)
    }

    /// The credentials it accepts.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The default chat service that the account was opened with: what the chat grant of a token names.
    pub fn chat_service_sid(&self) -> ServiceSid {
        self.chat_service_sid
    }

    /// The certificate that clients have to trust, in PEM. The authority is made unless it is there;
    /// `None` without [`Builder::ca_dir`](crate::Builder::ca_dir), or if it cannot be used, which the log tells.
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.shared.unmodified.tls.certificate_file(self.shared.machine_clock.now())
    }

    /// The present moment of its clock.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Opens one more account, isolated from all others: parallel tests in one emulator never meet.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub async fn account(&self) -> Result<Account, ControlError> {
        Account::open(self.in_process()).await
    }

    /// The account that the emulator was started with.
    pub fn first_account(&self) -> Account {
        Account::new(self.in_process(), self.credentials.clone(), self.chat_service_sid)
    }

    /// Acts as a user of the account that the emulator was started with.
    pub fn act(&self, identity: impl Into<String>) -> Act {
        self.first_account().act(identity)
    }

    /// What is broken on purpose, in all accounts.
    pub fn faults(&self) -> Faults {
        Faults::new(self.in_process(), None)
    }

    /// Waits until something was sent in any account that matches; what was sent before counts, too.
    ///
    /// # Errors
    /// What came closest when the time is up; or that the journal is off.
    pub async fn wait_for(&self, wanted: impl Into<Wait>) -> Result<Vec<Entry>, WaitError> {
        self.in_process().wait_for(wanted.into()).await
    }

    /// Removes everything in all accounts, and loads the seed document again if there is one.
    ///
    /// # Errors
    /// Why a log store refuses it.
    pub async fn reset(&self) -> Result<(), ControlError> {
        self.in_process().post("reset", &json!({})).await.map(drop)
    }

    fn in_process(&self) -> InProcess {
        InProcess { shared: self.shared.clone(), address: self.address }
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        // A clock that has come to the end of time stays as it is.
        let _ = self.shared.clock.change(ClockChange::Advance(by));
    }

    /// [`Self::stop`], and all accounts then as an archive, without secrets.
    pub async fn stop_with_export(self) -> Bytes {
        let shared = self.shared.clone();
        self.stop().await;
        shared.api.export()
    }

    /// Stops listening, closes the connections and waits for them to end.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        // A panic in there was reported by the runtime already.
        let _ = (&mut self.served).await;
    }
}

impl Drop for FakeTwilio {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}
