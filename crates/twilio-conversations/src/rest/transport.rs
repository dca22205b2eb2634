//! One call: attempts, pauses, limits, and the reading of what comes back.

use std::{error::Error as StdError, fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
    uri::PathAndQuery,
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, combinators::UnsyncBoxBody};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::Client as HttpClient,
    rt::{TokioExecutor, TokioTimer},
};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};
use twilio_wire::form;

use crate::{
    ConfigError,
    connect::{Connector, connector},
    rest::{
        Config, Credentials, Error, Retry,
        origin::Origin,
        retry::{self, MAX_WAIT},
    },
};

/// Largest answer that is read: a page of 100 messages of 32 KiB with 32 KiB of attributes, escaped.
pub(super) const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// How long an idle connection is kept; shorter than servers do, so that few break under a request.
const IDLE: Duration = Duration::from_secs(4);

const AGENT: &str = concat!("twilio-conversations/", env!("CARGO_PKG_VERSION"));

/// Asks for webhooks, which requests by REST do not raise by default.
const WEBHOOK_ENABLED: HeaderName = HeaderName::from_static("x-twilio-webhook-enabled");

/// The body of a request: whole, or a stream.
pub(crate) type RequestBody = UnsyncBoxBody<Bytes, Box<dyn StdError + Send + Sync>>;

/// The APIs, which live Twilio has at origins of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Conversations,
    #[cfg_attr(not(feature = "video"), expect(dead_code, reason = "its resources are left out"))]
    Video,
    #[cfg_attr(not(feature = "media"), expect(dead_code, reason = "its resources are left out"))]
    Media,
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
    http: HttpClient<Connector, RequestBody>,
    conversations: Origin,
    video: Origin,
    media: Origin,
    authorization: HeaderValue,
    pub(super) attempt_timeout: Duration,
    deadline: Duration,
    retry: Retry,
}

pub(super) struct AttemptError {
    pub(super) error: Error,
    retry_after: Option<Duration>,
}

impl From<Error> for AttemptError {
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
        let media = Origin::new(&config.media_url)?;
        let needs_tls = [&conversations, &video, &media].into_iter().any(Origin::is_tls);
        let http = HttpClient::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector(needs_tls, config.proxies())?);
        Ok(Self {
            http,
            conversations,
            video,
            media,
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
            Api::Media => &self.media,
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
            let AttemptError { error, retry_after } = match self.attempt(call, deadline).await {
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

    async fn attempt(&self, call: &Outgoing, deadline: Instant) -> Result<Bytes, AttemptError> {
        let start = Instant::now();
        let end = deadline.min(start + self.attempt_timeout);
        match timeout_at(end, self.exchange(call)).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout { limit: end - start }.into()),
        }
    }

    async fn exchange(&self, call: &Outgoing) -> Result<Bytes, AttemptError> {
        let body = call.form.clone().map_or_else(Bytes::new, Bytes::from);
        let body = Full::new(body).map_err(|never| match never {}).boxed_unsync();
        let mut request = self.request(call.api, call.method.clone(), call.target.clone(), body);
        if call.form.is_some() {
            let form = HeaderValue::from_static(form::CONTENT_TYPE);
            request.headers_mut().insert(CONTENT_TYPE, form);
        }
        if call.webhooks {
            request.headers_mut().insert(WEBHOOK_ENABLED, HeaderValue::from_static("true"));
        }
        whole(self.send(request).await?).await
    }

    pub(super) async fn send(
        &self,
        request: Request<RequestBody>,
    ) -> Result<Response<Incoming>, Error> {
        self.http.request(request).await.map_err(|error| {
            if error.is_connect() {
                Error::Connect(error.into())
            } else {
                Error::Broken(error.into())
            }
        })
    }

    /// A request with what is the same for all.
    pub(crate) fn request(
        &self,
        api: Api,
        method: Method,
        target: PathAndQuery,
        body: RequestBody,
    ) -> Request<RequestBody> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = self.origin(api).at(target);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        request
    }
}

/// Reads a body to its end: that of a success, or why it is none.
pub(super) async fn whole(answer: Response<Incoming>) -> Result<Bytes, AttemptError> {
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(incomplete)?.to_bytes();
    if head.status.is_success() {
        return Ok(body);
    }
    let error = Error::of_response(head.status, &head.headers, &body);
    Err(AttemptError { error, retry_after: retry_after(&head.headers) })
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

pub(super) fn incomplete(error: Box<dyn StdError + Send + Sync>) -> Error {
    if error.is::<LengthLimitError>() {
        Error::TooLarge { limit: MAX_ANSWER }
    } else {
        Error::Broken(error)
    }
}

/// The pause in seconds that the server asks for; a date is passed over, and ours is taken.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
