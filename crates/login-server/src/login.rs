//! `POST /login`: a name in, a token and a conversation out.

use std::{error::Error as StdError, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::time::timeout;
use twilio_conversations::Error as UpstreamError;
use twilio_token::{AccessToken, ChatGrant, MintError, Signer, VideoGrant};

use crate::{
    Clock,
    reply::{self, Body},
    room::Room,
    username::{self, UsernameError},
};

/// Largest body that is read as a login.
const MAX_BODY: usize = 16 * 1024;

/// How much of a larger body is read and discarded, so that its sender reads the error.
const MAX_DRAINED: usize = 1024 * 1024;

/// Twilio's error numbers for an identity that it does not take: missing, like a user SID, too long.
const IDENTITY_CODES: [u32; 3] = [50204, 50206, 50207];

/// Statuses of a Twilio that is busy, or not there at the moment.
const PASSING: [StatusCode; 2] = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];

/// Handles logins.
pub(crate) struct Login {
    pub(crate) room: Room,
    pub(crate) signer: Signer,
    pub(crate) clock: Clock,
    pub(crate) token_ttl: u64,
    pub(crate) deadline: Duration,
}

/// Login errors; messages are shown to users, sources are logged.
#[derive(Debug, thiserror::Error)]
enum LoginError {
    #[error("The request must be JSON with a username.")]
    NotJson,
    #[error("Please give a username.")]
    Missing,
    #[error("The username must be a text.")]
    NotText,
    #[error(transparent)]
    Username(#[from] UsernameError),
    #[error("The request is too large.")]
    TooLarge,
    #[error("The request did not arrive in time.")]
    Slow,
    #[error("The request broke off.")]
    Broken,
    #[error("Twilio cannot be reached at the moment. Please try again.")]
    Unreachable(#[source] UpstreamError),
    #[error("Twilio took too long to answer. Please try again.")]
    Overdue,
    #[error("Twilio does not take this username.")]
    NotTaken(#[source] UpstreamError),
    #[error(
        "Twilio does not know this server's credentials (401). Whoever runs it has to check \
         TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET."
    )]
    Credentials(#[source] UpstreamError),
    #[error("Twilio refused to let you in.")]
    Refused(#[source] UpstreamError),
    #[error("The access token could not be made.")]
    Token(#[from] MintError),
}

impl LoginError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Missing | Self::NotText | Self::Username(UsernameError::Blank) => {
                StatusCode::UNAUTHORIZED
            }
            Self::NotJson | Self::Username(_) | Self::NotTaken(_) | Self::Broken => {
                StatusCode::BAD_REQUEST
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Unreachable(_) | Self::Overdue => StatusCode::SERVICE_UNAVAILABLE,
            Self::Credentials(_) | Self::Refused(_) => StatusCode::BAD_GATEWAY,
            Self::Token(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<UpstreamError> for LoginError {
    fn from(error: UpstreamError) -> Self {
        let (status, code) = (error.status(), error.code());
        let passing = match status {
            Some(status) => PASSING.contains(&status),
            None => error.is_retryable(),
        };
        if passing {
            Self::Unreachable(error)
        } else if code.is_some_and(|code| IDENTITY_CODES.contains(&code)) {
            Self::NotTaken(error)
        } else if code.is_some() && status == Some(StatusCode::UNAUTHORIZED) {
            Self::Credentials(error)
        } else {
            Self::Refused(error)
        }
    }
}

impl Login {
    pub(crate) async fn answer(&self, body: Incoming) -> Response<Body> {
        match self.log_in(body).await {
            Ok(login) => reply::json(StatusCode::OK, &login),
            Err(error) => {
                let reason = reason(&error);
                tracing::warn!(status = error.status().as_u16(), reason, "login refused");
                reply::error(error.status(), &error.to_string())
            }
        }
    }

    async fn log_in(&self, body: Incoming) -> Result<Value, LoginError> {
        let body = timeout(self.deadline, read(body)).await.map_err(|_| LoginError::Slow)??;
        let identity = username(&body)?;
        let login = timeout(self.deadline, self.room.log_in(&identity));
        let conversation = login.await.map_err(|_| LoginError::Overdue)??;
        let token = AccessToken::new()
            .identity(&identity)
            .video(VideoGrant::room(self.room.name()))
            .chat(ChatGrant::service(conversation.chat_service_sid))
            .ttl(self.token_ttl);
        let token = self.signer.sign(&token, self.clock.now())?;
        // Debug, so that no name can write a line of its own into the log.
        tracing::info!(?identity, conversation = %conversation.sid, "logged in");
        Ok(json!({ "token": token, "conversation_sid": conversation.sid }))
    }
}

async fn read(mut body: Incoming) -> Result<Bytes, LoginError> {
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| LoginError::Broken)?.into_data() else { continue };
        seen += data.len();
        if seen > MAX_DRAINED {
            break;
        }
        if seen <= MAX_BODY {
            kept.extend_from_slice(&data);
        }
    }
    if seen > MAX_BODY { Err(LoginError::TooLarge) } else { Ok(kept.freeze()) }
}

/// The name exactly as it was sent: the tutorial does not trim it either, and the token's identity
/// has to be the participant's.
fn username(body: &[u8]) -> Result<String, LoginError> {
    let mut body: Value = serde_json::from_slice(body).map_err(|_| LoginError::NotJson)?;
    match body.get_mut("username").map(Value::take) {
        None | Some(Value::Null) => Err(LoginError::Missing),
        Some(Value::String(name)) if name.is_empty() => Err(LoginError::Missing),
        Some(Value::String(name)) => {
            username::check(&name)?;
            Ok(name)
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(LoginError::NotText)
        }
    }
}

/// Why, on one line and for the log: the causes where there are some, else the text itself.
fn reason(error: &LoginError) -> String {
    let mut cause = error.source();
    let mut causes = Vec::new();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    if causes.is_empty() { error.to_string() } else { causes.join(": ") }
}
