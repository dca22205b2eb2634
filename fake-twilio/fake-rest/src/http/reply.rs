//! Results of request handlers.

use bytes::Bytes;
use fake_webhooks::WebhookRequest;
use http::{Response, StatusCode};
use serde::Serialize;
use twilio_sid::ConversationSid;

use super::{
    error::HandlerError,
    response::{empty, json},
};

/// The next step of a request.
#[derive(Debug)]
pub enum Step<T> {
    /// Its answer.
    Done(T),
    /// A pre-event webhook to call; nothing was changed yet.
    CallWebhook(Box<WebhookRequest>),
}

impl<T> Step<T> {
    /// The response, unless a webhook decides on the request.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::CallWebhook(_) => None,
        }
    }

    /// Maps the response.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Step<U> {
        self.and_then(|answer| Step::Done(change(answer)))
    }

    /// Continues from the response.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Step<U>) -> Step<U> {
        match self {
            Self::Done(answer) => next(answer),
            Self::CallWebhook(webhook) => Step::CallWebhook(webhook),
        }
    }
}

impl<T, E> Step<Result<T, E>> {
    /// Turns a step with a result into a result with a step.
    pub fn transpose(self) -> Result<Step<T>, E> {
        match self {
            Self::Done(answer) => answer.map(Step::Done),
            Self::CallWebhook(webhook) => Ok(Step::CallWebhook(webhook)),
        }
    }
}

/// Results of request handlers.
#[derive(Debug)]
pub struct Answer {
    /// For the sender.
    pub response: Response<Bytes>,
    /// An event for other clients; not stored.
    pub signal: Option<Signal>,
}

/// An event that is delivered and not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A user types in a conversation.
    Typing {
        /// Where.
        conversation: ConversationSid,
        /// Who.
        identity: String,
    },
    /// Whether a user can be reached may have changed.
    Reachability {
        /// Who.
        identity: String,
    },
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, signal: None }
    }
}

/// The result of a handler, before it is serialized.
pub(crate) type Outcome<T> = Result<Step<T>, HandlerError>;

/// What handlers of HTTP return.
pub(crate) type Reply = Outcome<Response<Bytes>>;

pub(crate) fn ok(body: &impl Serialize) -> Step<Response<Bytes>> {
    Step::Done(json(StatusCode::OK, body))
}

pub(crate) fn created(body: &impl Serialize) -> Step<Response<Bytes>> {
    Step::Done(json(StatusCode::CREATED, body))
}

pub(crate) fn accepted(body: &impl Serialize) -> Step<Response<Bytes>> {
    Step::Done(json(StatusCode::ACCEPTED, body))
}

pub(crate) fn no_content() -> Step<Response<Bytes>> {
    Step::Done(empty(StatusCode::NO_CONTENT))
}
