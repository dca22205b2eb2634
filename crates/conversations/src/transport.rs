//! One call: attempts, pauses, limits, and the reading of what comes back.

use std::{error::Error as StdError, fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
    uri::PathAndQuery,
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::{
    client::legacy::Client as HttpClient,
    rt::{TokioExecutor, TokioTimer},
};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};
use twilio_wire::{error::ErrorBody, form};

use crate::{
    Config, ConfigError, Credentials, Error, Retry,
    connect::{Connector, connector},
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

/// Name of a request in Twilio's logs, in the headers of its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("twilio-request-id");

/// Asks for webhooks, which requests by REST raise only when told to.
const WEBHOOK_ENABLED: HeaderName = HeaderName::from_static("x-twilio-webhook-enabled");

/// The APIs, which live Twilio has at origins of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Conversations,
    Video,
}

/// A request without what is the same for all.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) api: Api,
    pub(crate) method: Method,
    pub(crate) target: PathAndQuery,
    /// Form of a `POST`.
    pub(crate) form: Option<String>,
    /// Whether it may raise webhooks.
    pub(crate) webhooks: bool,
}

/// The connections to the origins, and the limits of every call.
pub(crate) struct Transport {
    http: HttpClient<Connector, Full<Bytes>>,
    conversations: Origin,
    video: Origin,
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
        f.debug_tuple("Transport").field(&self.conversations.to_string()).finish()
    }
}

impl Transport {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let conversations = Origin::new(&config.conversations_url)?;
        let video = Origin::new(&config.video_url)?;
        let needs_tls = conversations.is_tls() || video.is_tls();
        let http = HttpClient::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector(needs_tls, config.proxies())?);
        Ok(Self {
            http,
            conversations,
            video,
            authorization: basic(&config.credentials)?,
            attempt_timeout: config.attempt_timeout.min(MAX_WAIT),
            deadline: config.deadline.min(MAX_WAIT),
            retry: config.retry,
        })
    }

    pub(crate) fn origin(&self, api: Api) -> &Origin {
        match api {
            Api::Conversations => &self.conversations,
            Api::Video => &self.video,
        }
    }

    /// Makes the call and reads the body of a success; a success without a body reads as null.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: &Outgoing) -> Result<T, Error> {
        let body = self.call(call).await?;
        let json: &[u8] = if body.is_empty() { b"null" } else { &body };
        serde_json::from_slice(json).map_err(Error::Decode)
    }

    /// Makes the call, repeats it where that is safe, and returns the body of a success.
    async fn call(&self, call: &Outgoing) -> Result<Bytes, Error> {
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

    async fn attempt(&self, call: &Outgoing, deadline: Instant) -> Result<Bytes, Failure> {
        let start = Instant::now();
        let end = deadline.min(start + self.attempt_timeout);
        match timeout_at(end, self.exchange(call)).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout { limit: end - start }.into()),
        }
    }

    async fn exchange(&self, call: &Outgoing) -> Result<Bytes, Failure> {
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
        let error = refusal(head.status, &head.headers, &body);
        Err(Failure { error, retry_after: pause_asked(&head.headers) })
    }

    fn request(&self, call: &Outgoing) -> Request<Full<Bytes>> {
        let body = call.form.clone().map_or_else(Bytes::new, Bytes::from);
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = self.origin(call.api).at(call.target.clone());
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if call.form.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE));
        }
        if call.webhooks {
            headers.insert(WEBHOOK_ENABLED, HeaderValue::from_static("true"));
        }
        request
    }
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
fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let request_id = headers.get(REQUEST_ID).and_then(|id| Some(id.to_str().ok()?.to_owned()));
    if let Ok(ErrorBody { code, message, more_info, status: _ }) = serde_json::from_slice(body) {
        return Error::Api { status, code, message, more_info, request_id };
    }
    let text = String::from_utf8_lossy(body).trim().chars().take(KEPT_TEXT).collect();
    Error::Status { status, text, request_id }
}

/// The pause in seconds that the server asks for; a date is passed over, and ours is taken.
fn pause_asked(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
