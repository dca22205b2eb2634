//! How a client is set up and connected.

use std::{env, fmt, time::Duration};

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use twilio_conversations_core::{
    Backfill, Client as Machine, Config, ConnectionState, ReconnectPolicy,
};

use crate::{
    ConfigError,
    realtime::{
        Client, ConnectError, Events, TokenError,
        command::Commands,
        dialler::Dialler,
        driver::{Driver, Parts, Start},
        handle::Handle,
        tokens::{Provider, Tokens},
    },
};

/// Where live Twilio answers Twilsock (`@twilio/conversations` 3.0.1, region `us1`).
pub const LIVE_TWILSOCK_URL: &str = "wss://tsock.us1.twilio.com/v3/wsconnect";

/// Where the emulator answers Twilsock by default.
pub const EMULATOR_TWILSOCK_URL: &str = "ws://127.0.0.1:4010/v3/wsconnect";

/// Path of Twilsock.
const PATH: &str = "/v3/wsconnect";

/// Commands that may wait for the task that owns the connection.
const COMMANDS: usize = 64;

/// Settings of a client, before it is connected. See the bounds in the [module](crate::realtime)'s
/// description.
#[derive(Clone)]
#[must_use = "a builder does nothing until `connect` is awaited"]
pub struct Builder {
    address: Uri,
    tokens: Provider,
    machine: Config,
    event_buffer: usize,
    patience: Duration,
}

impl Builder {
    pub(in crate::realtime) fn new<P, F, E>(provide: P) -> Self
    where
        P: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<TokenError>,
    {
        let backfill = Backfill::Newest(30);
        Self {
            address: Uri::from_static(LIVE_TWILSOCK_URL),
            tokens: Provider::new(provide),
            machine: Config { backfill, kept_messages: 100, ..Config::default() },
            event_buffer: 256,
            patience: Duration::from_secs(60),
        }
    }

    /// Reads where to connect from the environment: live Twilio if `TWILIO_BACKEND` is `live`, else the
    /// emulator at `TWILIO_EMULATOR_URL`, `http://127.0.0.1:4010` unless set. An empty value counts as
    /// none.
    ///
    /// # Errors
    /// [`ConfigError::Variable`] for a variable that is malformed.
    pub fn from_env(self) -> Result<Self, ConfigError> {
        let value = |name| env::var(name).ok().filter(|value| !value.is_empty());
        match value("TWILIO_BACKEND").as_deref() {
            Some("live") => Ok(self.url(Uri::from_static(LIVE_TWILSOCK_URL))),
            None | Some("emulator") => {
                let Some(origin) = value("TWILIO_EMULATOR_URL") else {
                    return Ok(self.url(Uri::from_static(EMULATOR_TWILSOCK_URL)));
                };
                let socket = origin.trim_end_matches('/').replacen("http", "ws", 1) + PATH;
                let url = socket.parse().map_err(|_| ConfigError::Variable {
                    name: "TWILIO_EMULATOR_URL",
                    expected: "an origin such as http://127.0.0.1:4010",
                })?;
                Ok(self.url(url))
            }
            Some(_) => Err(ConfigError::Variable {
                name: "TWILIO_BACKEND",
                expected: "\"emulator\" or \"live\"",
            }),
        }
    }

    /// Connects elsewhere, such as to [`EMULATOR_TWILSOCK_URL`]; live Twilio unless set.
    pub fn url(mut self, address: Uri) -> Self {
        self.address = address;
        self
    }

    /// Connects to a region of live Twilio, such as `ie1`; `us1` unless set.
    ///
    /// # Errors
    /// [`ConnectError::Address`] for a name that is no label of a host name.
    pub fn region(mut self, region: &str) -> Result<Self, ConnectError> {
        if region.is_empty() || !region.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-') {
            return Err(ConnectError::Address);
        }
        let address = format!("wss://tsock.{region}.twilio.com{PATH}");
        self.address = address.parse().map_err(|_| ConnectError::Address)?;
        self.machine.api_uri = format!("https://aim.{region}.twilio.com");
        self.machine.sync_uri = format!("https://cds.{region}.twilio.com");
        self.machine.ers_uri = format!("https://ers.{region}.twilio.com/v1/registrations");
        Ok(self)
    }

    /// Which messages are read when a conversation is opened: the newest 30 unless set.
    pub fn backfill(mut self, backfill: Backfill) -> Self {
        self.machine.backfill = backfill;
        self
    }

    /// Largest number of messages kept of each conversation, at least 1: 100 unless set.
    pub fn kept_messages(mut self, count: usize) -> Self {
        self.machine.kept_messages = count.max(1);
        self
    }

    /// Largest number of events kept for each slow reader, at least 1: 256 unless set; rounded up to a power
    /// of two.
    pub fn event_buffer(mut self, count: usize) -> Self {
        self.event_buffer = count.clamp(1, usize::MAX / 4);
        self
    }

    /// Waits between attempts to connect: 1 s, 2 s, 3 s, 5 s, … up to 2 min, each 20 % more or less,
    /// unless set.
    pub fn reconnect(mut self, policy: ReconnectPolicy) -> Self {
        self.machine.reconnect = policy;
        self
    }

    /// Longest wait for the first token, and then for all conversations to be loaded, with all attempts: 60 s
    /// each unless set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// Connects and loads everything: the user's conversations with their participants and newest
    /// messages. The events are those from then on.
    ///
    /// Dropping the future stops the attempt.
    ///
    /// # Errors
    /// [`ConnectError`]; a network that is down is an error only when the time is over.
    pub async fn connect(self) -> Result<(Client, Events), ConnectError> {
        let dialler = Dialler::new(self.address, Matcher::from_env())?;
        let limit = self.patience;
        let token = timeout(limit, self.tokens.call()).await;
        let token = token.map_err(|_| ConnectError::Timeout { limit, last: None })?;
        let token = token.map_err(ConnectError::Token)?;
        let config = Config { seed: rand::random(), ..self.machine };
        let (sender, commands) = mpsc::channel(COMMANDS);
        let (state, watched) = watch::channel(ConnectionState::Connecting);
        let (reply, started) = oneshot::channel();
        let driver = Driver::new(Parts {
            machine: Machine::new(config, token.clone()),
            dialler,
            tokens: Tokens::new(self.tokens),
            token,
            commands,
            event_buffer: self.event_buffer,
            state,
            start: Start::new(reply, self.patience),
        });
        tokio::spawn(driver.run());
        let commands = Commands(sender);
        let started = started.await.map_err(|_| ConnectError::Closed)??;
        let events = Events::new(started.receiver, &commands);
        Ok((Client { handle: Handle::new(commands, started.requests, watched) }, events))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("address", &self.address).finish_non_exhaustive()
    }
}
