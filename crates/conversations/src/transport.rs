//! One call: attempts, pauses, limits, and the reading of what comes back.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
    uri::PathAndQuery,
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as HttpClient, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};
use twilio_wire::{error::ErrorBody, form};

use crate::{
    Config, ConfigError, Credentials, Error, Retry,
    origin::Origin,
    retry::{self, MAX_WAIT},
};

/// Largest answer that is read: a page of 100 messages of 32 KiB with 32 KiB of attributes, escaped.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// How much of a body that is not Twilio's is kept for the error, in characters.
const KEPT_TEXT: usize = 300;

/// How long an idle connection is kept; shorter than servers do, so that few break under a request.
const IDLE: Duration = Duration::from_secs(4);

const AGENT: &str = concat!("fake-twilio-conversations/", env!("CARGO_PKG_VERSION"));

/// A request without what is the same for all.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) target: PathAndQuery,
    /// Form of a `POST`.
    pub(crate) form: Option<String>,
}

/// The connections to one origin, and the limits of every call.
pub(crate) struct Transport {
    http: HttpClient<HttpsConnector<HttpConnector>, Full<Bytes>>,
    pub(crate) origin: Origin,
    authorization: HeaderValue,
    attempt_timeout: Duration,
    deadline: Duration,
    retry: Retry,
}

struct Failure {
    error: Error,
    retry_after: Option<Duration>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, retry_after: None }
    }
}

/// Shows where it leads, and no credentials.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transport").field(&self.origin.to_string()).finish()
    }
}

impl Transport {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let origin = Origin::new(&config.base_url)?;
        let http = HttpClient::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector(&origin)?);
        Ok(Self {
            http,
            origin,
            authorization: basic(&config.credentials)?,
            attempt_timeout: config.attempt_timeout.min(MAX_WAIT),
            deadline: config.deadline.min(MAX_WAIT),
            retry: config.retry,
        })
    }

    /// Makes the call, repeats it where that is safe, and returns the body of a success.
    /// Fetches something.
    pub(crate) async fn get<T: DeserializeOwned>(&self, target: PathAndQuery) -> Result<T, Error> {
        self.read(&Call { method: Method::GET, target, form: None }).await
    }

    /// Calls, and reads the body of the answer.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: &Call) -> Result<T, Error> {
        serde_json::from_slice(&self.call(call).await?).map_err(Error::Decode)
    }

    pub(crate) async fn call(&self, call: &Call) -> Result<Bytes, Error> {
        let deadline = Instant::now() + self.deadline;
        let mut repetition = 0;
        loop {
            let Failure { error, retry_after } = match self.attempt(call, deadline).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            let pause = retry_after
                .unwrap_or_else(|| self.retry.pause_before(repetition, rand::random::<f64>()));
            let in_time = Instant::now().checked_add(pause).is_some_and(|at| at < deadline);
            if repetition >= self.retry.times || !in_time || !retry::is_safe(&call.method, &error) {
                return Err(error);
            }
            tracing::debug!(%error, ?pause, "trying again");
            sleep(pause).await;
            repetition += 1;
        }
    }

    async fn attempt(&self, call: &Call, deadline: Instant) -> Result<Bytes, Failure> {
        let start = Instant::now();
        let end = deadline.min(start + self.attempt_timeout);
        match timeout_at(end, self.exchange(call)).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout { limit: end - start }.into()),
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Bytes, Failure> {
        let answer = self.http.request(self.request(call)).await.map_err(|error| {
            if error.is_connect() {
                Error::Connect(error.into())
            } else {
                Error::Broken(error.into())
            }
        })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(incomplete)?.to_bytes();
        if head.status.is_success() {
            return Ok(body);
        }
        Err(Failure { error: refusal(head.status, &body), retry_after: pause_asked(&head.headers) })
    }

    fn request(&self, call: &Call) -> Request<Full<Bytes>> {
        let body = call.form.clone().map_or_else(Bytes::new, Bytes::from);
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = self.origin.at(call.target.clone());
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if call.form.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE));
        }
        request
    }
}

fn connector(origin: &Origin) -> Result<HttpsConnector<HttpConnector>, ConfigError> {
    let provider = aws_lc_rs::default_provider();
    if origin.is_tls() {
        let roots = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .map_err(ConfigError::Roots)?;
        return Ok(roots.https_only().enable_http1().build());
    }
    // No roots: a machine without certificates can run the emulator, and nothing else is dialled.
    let tls = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(ConfigError::Tls)?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let builder = HttpsConnectorBuilder::new().with_tls_config(tls);
    Ok(builder.https_or_http().enable_http1().build())
}

fn basic(credentials: &Credentials) -> Result<HeaderValue, ConfigError> {
    let Credentials { username, password } = credentials;
    if username.is_empty() || username.contains(':') {
        return Err(ConfigError::Username);
    }
    let value = format!("Basic {}", STANDARD.encode(format!("{username}:{password}")));
    let mut value = HeaderValue::try_from(value).map_err(|_| ConfigError::Username)?;
    value.set_sensitive(true);
    Ok(value)
}

fn incomplete(error: Box<dyn StdError + Send + Sync>) -> Error {
    if error.is::<LengthLimitError>() {
        Error::TooLarge { limit: MAX_ANSWER }
    } else {
        Error::Broken(error)
    }
}

/// Keeps Twilio's words, or the beginning of whatever else came.
fn refusal(status: StatusCode, body: &[u8]) -> Error {
    if let Ok(ErrorBody { code, message, more_info, status: _ }) = serde_json::from_slice(body) {
        return Error::Api { status, code, message, more_info };
    }
    let text = String::from_utf8_lossy(body).trim().chars().take(KEPT_TEXT).collect();
    Error::Status { status, text }
}

/// The pause in seconds that the server asks for; a date is passed over, and ours is taken.
fn pause_asked(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
