//! The emulator and the login server, both in this process.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_twilio::{Builder, FakeTwilio};
use http::{Method, StatusCode};
use jiff::Timestamp;
use login_server::{Backend, Clock, Config, Credentials, LoginServer};
use serde_json::Value;
use twilio_conversations::{Client, Retry};
use twilio_sid::{RoleSid, ServiceSid};
use twilio_token::{AccessToken, ChatGrant, Secret, Signer};

use crate::{Answer, Caller, DEADLINE, Recorder, Refused, Rest};

/// What the clock of a frozen stack shows at its start, in unix seconds: 2024-06-01T12:00:00Z.
pub const NOW: i64 = 1_717_243_200;

/// Seed of all identifiers of a stack.
pub const SEED: u64 = 7;

/// A running emulator and login server; both stop when this is dropped.
pub struct Stack {
    emulator: Arc<FakeTwilio>,
    login: LoginServer,
    client: Client,
    service: ServiceSid,
}

impl Stack {
    /// Starts a stack with seeded identifiers and a clock that only [`Self::advance`] moves.
    ///
    /// # Panics
    /// When it does not start; so do all functions here, because a test cannot go on then.
    pub async fn frozen() -> Self {
        Self::frozen_with(|emulator| emulator).await
    }

    /// Starts a frozen stack whose emulator has further settings.
    pub async fn frozen_with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let now = Timestamp::from_second(NOW).expect("a moment in range");
        Self::start(set(FakeTwilio::builder().seed(SEED).now(now))).await
    }

    /// Starts a stack with seeded identifiers and the machine's clock.
    pub async fn live() -> Self {
        Self::start(FakeTwilio::builder().seed(SEED)).await
    }

    async fn start(emulator: Builder) -> Self {
        let emulator = Arc::new(emulator.start().await.expect("the emulator starts"));
        let login =
            LoginServer::start(login_config(&emulator)).await.expect("the login server starts");
        let client = client_at(&emulator.url(), emulator.credentials());
        let configuration = client.configuration().fetch().await.expect("a configuration");
        Self { emulator, login, client, service: configuration.default_chat_service_sid }
    }

    /// The emulator.
    pub fn emulator(&self) -> &FakeTwilio {
        &self.emulator
    }

    /// Where the emulator answers REST and the control API.
    pub fn url(&self) -> String {
        self.emulator.url()
    }

    /// Where the emulator answers Twilsock.
    pub fn twilsock_url(&self) -> String {
        self.emulator.twilsock_url()
    }

    /// Where the login server answers, the page included.
    pub fn login_url(&self) -> String {
        self.login.url()
    }

    /// The default service of the account.
    pub fn service(&self) -> ServiceSid {
        self.service
    }

    /// Moves the clock of a frozen stack on.
    pub fn advance(&self, by: Duration) {
        self.emulator.advance(by);
    }

    /// A caller of the public REST API with the account's auth token.
    pub fn rest(&self) -> Rest {
        Rest::new(self.emulator.address(), self.emulator.credentials())
    }

    /// The Rust client, with the account's API key; it never repeats a call.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Makes what REST cannot: `what` and `body` are those of `POST /_emulator/v1/seed/…`.
    pub async fn seed(&self, what: &str, body: &Value) -> Value {
        let path = format!("/_emulator/v1/seed/{what}");
        let answer = self.rest().send(Method::POST, &path, body.to_string()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        answer.json()
    }

    /// The SID of a role that the default service starts with.
    pub async fn role(&self, name: &str) -> RoleSid {
        let roles = self.client.roles().list().all().await.expect("roles");
        roles.into_iter().find(|role| role.friendly_name == name).expect("a default role").sid
    }

    /// Ends connections of chat clients as the emulator is told to; gives how many.
    pub async fn disconnect(&self, whom: &Value) -> u64 {
        let path = "/_emulator/v1/clients/disconnect";
        let answer = self.rest().send(Method::POST, path, whom.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
        answer.json()["disconnected"].as_u64().expect("a number")
    }

    /// Logs in by the login server: answers `{"token", "conversation_sid"}`.
    pub async fn log_in(&self, name: &str) -> Answer {
        self.post_login(serde_json::json!({ "username": name }).to_string()).await
    }

    /// Posts any body to the login server.
    pub async fn post_login(&self, body: impl Into<Bytes>) -> Answer {
        let host = self.login.url().replacen("http://", "", 1);
        let login = Rest::at(host.parse().expect("an address")).host(&host);
        login.send(Method::POST, "/login", body).await
    }

    /// A token for chat in the default service, good for an hour.
    pub fn token(&self, identity: &str) -> String {
        self.sign(&self.grants(identity))
    }

    /// What [`Self::token`] holds, to be changed before it is signed.
    pub fn grants(&self, identity: &str) -> AccessToken {
        AccessToken::new().identity(identity).chat(ChatGrant::service(self.service))
    }

    /// Signs a token with the account's key, at the present moment of the emulator.
    pub fn sign(&self, token: &AccessToken) -> String {
        self.sign_with(token, &self.emulator.credentials().api_key_secret)
    }

    /// Signs a token with a secret that may be wrong.
    pub fn sign_with(&self, token: &AccessToken, secret: &str) -> String {
        let credentials = self.emulator.credentials();
        let secret: Secret = secret.parse().expect("a secret that is not empty");
        let signer = Signer::new(credentials.account_sid, credentials.api_key_sid, &secret);
        signer.sign(token, seconds(&self.emulator)).expect("a token that can be signed")
    }

    /// Connects by Twilsock with a good token.
    pub async fn caller(&self, identity: &str) -> Caller {
        let connected = self.connect(&self.token(identity)).await;
        connected.expect("the token is good")
    }

    /// Connects by Twilsock with any token.
    pub async fn connect(&self, token: &str) -> Result<Caller, Refused> {
        Caller::connect(self.emulator.address(), token).await
    }

    /// A relay in front of Twilsock.
    pub async fn recorder(&self) -> Recorder {
        Recorder::start(self.emulator.address()).await
    }
}

/// The Rust client at an origin, with the API key of an account; it never repeats a call.
pub fn client_at(origin: &str, known: &fake_twilio::Credentials) -> Client {
    let (key, secret) = (known.api_key_sid.to_string(), &*known.api_key_secret);
    let credentials = twilio_conversations::Credentials::new(key, secret);
    let config = twilio_conversations::Config::new(credentials)
        .base_url(origin.parse().expect("an origin"))
        .attempt_timeout(DEADLINE)
        .deadline(DEADLINE)
        .retry(Retry { times: 0, ..Retry::default() });
    Client::new(&config).expect("a client")
}

fn seconds(emulator: &FakeTwilio) -> u64 {
    u64::try_from(emulator.now().as_second()).unwrap_or(0)
}

/// Settings of a login server for an emulator, with its clock.
pub fn login_config(emulator: &Arc<FakeTwilio>) -> Config {
    let known = emulator.credentials();
    let credentials = Credentials {
        account: known.account_sid,
        key: known.api_key_sid,
        secret: known.api_key_secret.parse().expect("a secret that is not empty"),
    };
    let origin = emulator.url().parse().expect("an origin");
    let mut config = Config::new(Backend::Emulator { origin }, credentials);
    config.web_dir = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../web"));
    let clock = emulator.clone();
    config.clock = Clock::new(move || seconds(&clock));
    config
}
