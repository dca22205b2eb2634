//! What a request leads to.

use bytes::Bytes;
use fake_webhooks::WebhookRequest;
use http::{Response, StatusCode};
use serde::Serialize;
use twilio_sid::ConversationSid;

use super::{
    error::HandlerError,
    response::{empty, json},
};

/// What comes of a request at first.
#[derive(Debug)]
pub enum Step<T> {
    /// Its answer.
    Done(T),
    /// A request to a pre-event webhook, which decides; nothing has happened yet.
    CallWebhook(Box<WebhookRequest>),
}

impl<T> Step<T> {
    /// The answer of a request on which no webhook decides.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::CallWebhook(_) => None,
        }
    }

    /// Makes another answer of an answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Step<U> {
        self.and_then(|answer| Step::Done(change(answer)))
    }

    /// Goes on from an answer.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Step<U>) -> Step<U> {
        match self {
            Self::Done(answer) => next(answer),
            Self::CallWebhook(webhook) => Step::CallWebhook(webhook),
        }
    }
}

impl<T, E> Step<Result<T, E>> {
    /// An answer that may have failed, as a failure or a step.
    pub fn transpose(self) -> Result<Step<T>, E> {
        match self {
            Self::Done(answer) => answer.map(Step::Done),
            Self::CallWebhook(webhook) => Ok(Step::CallWebhook(webhook)),
        }
    }
}

/// What a request leads to.
#[derive(Debug)]
pub struct Answer {
    /// For the sender.
    pub response: Response<Bytes>,
    /// For others, now or never.
    pub signal: Option<Signal>,
}

/// Something to be delivered and not to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A user types in a conversation.
    Typing {
        /// Where.
        conversation: ConversationSid,
        /// Who.
        identity: String,
    },
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, signal: None }
    }
}

/// What comes of a request, before it is written.
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
