//! The emulator's pure parts, put together without a socket.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use fake_rest::{
    Api, ClientCaller, ClockChange, ClockError, ClockState, Control, Disconnect, DropClients,
    Keyring, Pace,
};
use fake_store::{Clock, ServiceTenant, Store};
use fake_sync::Hub;
use http::{Method, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use twilio_sid::{AccountSid, ApiKeySid};

/// The API key of the account.
pub const KEY: &str = "SK00000000000000000000000000000000";
/// Secret of the key.
pub const SECRET: &str = "not-a-real-secret";

/// A clock that a test moves.
pub struct TestClock(std::sync::Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control for TestClock {
    fn clock(&self) -> ClockState {
        ClockState { now: self.now(), pace: Pace::Frozen }
    }

    fn change_clock(&self, change: ClockChange) -> Result<ClockState, ClockError> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change.apply(ClockState { now: *now, pace: Pace::Frozen })?;
        *now = changed.now;
        Ok(changed)
    }

    /// It was never anything else.
    fn reset_clock(&self) {}

    fn uptime(&self) -> Duration {
        Duration::ZERO
    }

    /// There are no sockets here.
    fn chat_clients(&self) -> usize {
        0
    }

    /// There are no sockets here.
    fn disconnect(&self, _: AccountSid, _: &Disconnect) -> usize {
        0
    }

    /// There are no sockets here.
    fn drop_clients(&self, _: AccountSid, _: &DropClients) -> usize {
        0
    }

    /// There are no webhook requests either.
    fn note_reset(&self, _: AccountSid) {}
}

impl TestClock {
    /// Moves on to this moment; never back.
    pub fn move_to(&self, moment: Timestamp) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = moment.max(*now);
    }

    /// Moves on by this much.
    pub fn move_by(&self, by: SignedDuration) {
        self.move_to(self.now() + by);
    }
}

/// Store, API and hub of one account.
pub struct System {
    /// The clock of the three.
    pub clock: Arc<TestClock>,
    /// REST, control and client API.
    pub api: Api,
    /// Sync of the default service.
    pub hub: Hub,
    /// The default service.
    pub tenant: Arc<ServiceTenant>,
    /// The account.
    pub account: AccountSid,
    /// All that is kept.
    pub store: Arc<Store>,
}

/// A request of the public REST API, with the credentials of the account.
pub fn request(method: Method, path: &str, body: Bytes) -> Request<Bytes> {
    let authorization = format!("Basic {}", STANDARD.encode(format!("{KEY}:{SECRET}")));
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "emulator.test")
        .header("authorization", authorization)
        .body(body)
        .expect("a path without odd letters")
}

impl System {
    /// A store with one account, whose default service is there.
    pub fn new() -> Self {
        let start = "2026-11-22T09:00:00Z".parse().expect("a moment");
        let clock = Arc::new(TestClock(std::sync::Mutex::new(start)));
        let store = Arc::new(Store::new(clock.clone(), 7));
        let account = AccountSid::from_bytes([0; 16]);
        let keyring = Arc::new(Keyring::default());
        let key: ApiKeySid = KEY.parse().expect("a key SID");
        keyring.add_account(account, SECRET.parse().expect("a secret"));
        keyring.add_key(key, account, SECRET.parse().expect("a secret"));
        store.open_account(account);
        let tenant = store.default_service(account).expect("a default service");
        let hub = Hub::new(tenant.clone());
        let api = Api::new(store.clone(), keyring, clock.clone());
        Self { clock, api, hub, tenant, account, store }
    }

    /// Sends a request of the public REST API; the form is ready to be sent.
    pub fn rest(&self, method: Method, path: &str, form: &str) -> (StatusCode, Value) {
        let request = request(method, path, Bytes::from(form.to_owned()));
        let response = self.api.answer_http(&request, None).done().expect("no hook is asked");
        let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
        (response.status(), body)
    }

    /// A client of the default service, as its token would describe it.
    pub fn caller(&self, identity: &str) -> ClientCaller {
        ClientCaller {
            account: self.account,
            service: self.tenant.read(|world| world.service.sid),
            identity: identity.to_owned(),
            origin: "http://emulator.test".to_owned(),
            push_credential: None,
        }
    }
}

impl Default for System {
    fn default() -> Self {
        Self::new()
    }
}
