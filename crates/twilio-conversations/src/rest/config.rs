//! Where a client connects, as whom, and how patient it is.

use std::{env, fmt, time::Duration};

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::{ConfigError, rest::Retry};

/// Origin of the live API of Conversations (`OpenAPI` document of Conversations v1).
pub const LIVE_URL: &str = "https://conversations.twilio.com";

/// Origin of the live API of Video (`OpenAPI` document of Video v1).
pub const LIVE_VIDEO_URL: &str = "https://video.twilio.com";

/// Origin of the live media service (`@twilio/mcs-client` 1.0.1, region `us1`).
pub const LIVE_MEDIA_URL: &str = "https://mcs.us1.twilio.com";

/// Where the emulator listens by default.
const EMULATOR_URL: &str = "http://127.0.0.1:4010";

/// API key of the emulator's first account, unless it was started with another one.
const EMULATOR_KEY: (&str, &str) = ("SK00000000000000000000000000000000", "not-a-real-secret");

/// Everything a [`Client`](crate::Client) needs to know.
///
/// Root certificates are those of this machine, or those of the file or folder that `SSL_CERT_FILE` or
/// `SSL_CERT_DIR` names.
///
/// ```no_run
/// use std::time::Duration;
///
/// use twilio_conversations::{Client, Config, Retry};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let config = Config::from_env()?
///     .attempt_timeout(Duration::from_secs(2))
///     .deadline(Duration::from_secs(6))
///     .retry(Retry { times: 1, ..Retry::default() });
/// let services = Client::new(&config)?.services().list().all().await?;
/// assert!(!services.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a configuration does nothing until a client is made of it"]
pub struct Config {
    pub(crate) conversations_url: Uri,
    pub(crate) video_url: Uri,
    pub(crate) media_url: Uri,
    pub(crate) credentials: Credentials,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) retry: Retry,
    proxy: Option<Proxy>,
}

/// Address of a proxy, which may hold a password.
#[derive(Clone)]
struct Proxy(String);

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(..)")
    }
}

impl Config {
    /// Live Twilio, 5 s for an attempt, 15 s for a call with all its attempts, three repetitions.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            conversations_url: Uri::from_static(LIVE_URL),
            video_url: Uri::from_static(LIVE_VIDEO_URL),
            media_url: Uri::from_static(LIVE_MEDIA_URL),
            credentials,
            attempt_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(15),
            retry: Retry::default(),
            proxy: None,
        }
    }

    /// Reads the environment: live Twilio if `TWILIO_BACKEND` is `live`, else the emulator.
    ///
    /// `TWILIO_API_KEY_SID` and `TWILIO_API_KEY_SECRET` are the credentials; the emulator has some of
    /// its own. `TWILIO_EMULATOR_URL` is its origin, `http://127.0.0.1:4010` unless set. An empty value
    /// counts as none.
    ///
    /// # Errors
    /// [`ConfigError::Variable`] for a variable that is missing or malformed.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    /// Does what [`Self::from_env`] does, with variables from elsewhere.
    ///
    /// # Errors
    /// [`ConfigError::Variable`] for a variable that is missing or malformed.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let value = |name| variable(name).filter(|value| !value.is_empty());
        let (key, secret) = (value("TWILIO_API_KEY_SID"), value("TWILIO_API_KEY_SECRET"));
        match value("TWILIO_BACKEND").as_deref() {
            Some("live") => {
                let missing = |name| ConfigError::Variable { name, expected: "an API key" };
                let key = key.ok_or_else(|| missing("TWILIO_API_KEY_SID"))?;
                let secret = secret.ok_or_else(|| missing("TWILIO_API_KEY_SECRET"))?;
                Ok(Self::new(Credentials::new(key, secret)))
            }
            None | Some("emulator") => {
                let key = key.unwrap_or_else(|| EMULATOR_KEY.0.to_owned());
                let secret = secret.unwrap_or_else(|| EMULATOR_KEY.1.to_owned());
                let url = value("TWILIO_EMULATOR_URL").unwrap_or_else(|| EMULATOR_URL.to_owned());
                let url = url.parse().map_err(|_| ConfigError::Variable {
                    name: "TWILIO_EMULATOR_URL",
                    expected: "an origin such as http://127.0.0.1:4010",
                })?;
                Ok(Self::new(Credentials::new(key, secret)).base_url(url))
            }
            Some(_) => Err(ConfigError::Variable {
                name: "TWILIO_BACKEND",
                expected: "\"emulator\" or \"live\"",
            }),
        }
    }

    /// Talks to another origin, such as the emulator's `http://127.0.0.1:4010`, with all APIs.
    ///
    /// Plain `http` carries the credentials in the clear: it is meant for an emulator nearby.
    pub fn base_url(mut self, origin: Uri) -> Self {
        self.video_url = origin.clone();
        self.media_url = origin.clone();
        self.conversations_url = origin;
        self
    }

    /// Limits one attempt, from dialling to the last byte of the answer.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// Limits a call with all its attempts and the pauses between them.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Says how often and after which pauses a call is repeated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Connects through this HTTP proxy, such as `http://user:password@proxy.example:3128`.
    ///
    /// Without it the environment decides: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either letter
    /// case, with the rules of curl. Origins without TLS are always dialled directly.
    pub fn proxy(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(Proxy(proxy.into()));
        self
    }

    pub(crate) fn proxies(&self) -> Matcher {
        match &self.proxy {
            Some(Proxy(proxy)) => Matcher::builder().https(proxy.clone()).build(),
            None => Matcher::from_env(),
        }
    }
}

/// A name and a secret for HTTP Basic: API key SID and key secret, or account SID and auth token.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) username: String,
    pub(crate) password: String,
}

impl Credentials {
    /// The pair as it is; nothing is checked before [`Client::new`](crate::Client::new).
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into() }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}
