//! What a login server needs to know.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::Uri;
use local_server::CallerRule;
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_token::{DEFAULT_TTL, Secret};

/// Name of the room and its conversation unless another is configured (the tutorial's).
pub const DEFAULT_ROOM: &str = "My Room";

/// Everything a login server needs to know; fields are free to be changed before the start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of the page.
    pub web_dir: PathBuf,
    /// The other end.
    pub backend: Backend,
    /// The API key that calls REST and signs tokens.
    pub credentials: Credentials,
    /// Name of the room, and friendly and unique name of its conversation.
    pub room: String,
    /// Lifetime of a token in seconds, at most 24 hours.
    pub token_ttl: u64,
    /// Limits one login, and what is still running at a shutdown.
    pub deadline: Duration,
    /// The time that tokens are minted at.
    pub clock: Clock,
    /// Folder of a certificate authority for local networks: with it, the server speaks TLS, and sends
    /// clients that do not speak it to https.
    pub https: Option<PathBuf>,
    /// Whether the page's SDKs reach the emulator through this server, at its own origin, rather than at
    /// that of the emulator. With https or a tunnel they always do.
    pub single_origin: bool,
    /// Who may log in, by the `Host` and `Origin` of their requests.
    pub callers: CallerRule,
}

impl Config {
    /// The tutorial's room on a free port of this machine, with 10 s for a login.
    pub fn new(backend: Backend, credentials: Credentials) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            web_dir: PathBuf::from("web"),
            backend,
            credentials,
            room: DEFAULT_ROOM.to_owned(),
            token_ttl: DEFAULT_TTL,
            deadline: Duration::from_secs(10),
            clock: Clock::default(),
            https: None,
            single_origin: false,
            callers: CallerRule::default(),
        }
    }
}

/// The backend of REST calls and of the page's SDKs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// An emulator at an origin such as `http://127.0.0.1:4010`.
    Emulator {
        /// Scheme, host and port; nothing behind them.
        origin: Uri,
    },
    /// Twilio.
    Live,
}

impl Backend {
    /// `emulator` or `live`, as in `TWILIO_BACKEND`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Emulator { .. } => "emulator",
            Self::Live => "live",
        }
    }
}

/// An API key and the account that owns it; `Debug` hides the secret.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub account: AccountSid,
    /// The key.
    pub key: ApiKeySid,
    /// The key's secret.
    pub secret: Secret,
}

/// Returns the time in unix seconds.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// A clock that calls a function, for tests with a frozen emulator.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> u64 {
        (self.0)()
    }
}

impl Default for Clock {
    /// The clock of this machine.
    fn default() -> Self {
        Self::new(|| {
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
        })
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock(..)")
    }
}
