use bytes::Bytes;
use fake_core::{Refusal, production::ProductionRefusal, room::RoomRefusal};
use fake_webhooks::{PreEventError, WebhookRequest};
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use twilio_sid::ConversationSid;
use twilio_wire::error::ErrorBody;

/// What comes of a request at first.
#[derive(Debug)]
pub enum Step<T> {
    /// Its answer.
    Done(T),
    /// A request to a pre-event webhook, which decides; nothing has happened yet.
    Ask(Box<WebhookRequest>),
}

impl<T> Step<T> {
    /// The answer of a request on which no webhook decides.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::Ask(_) => None,
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
            Self::Ask(webhook) => Step::Ask(webhook),
        }
    }
}

impl<T, E> Step<Result<T, E>> {
    /// An answer that may have failed, as a failure or a step.
    pub fn transpose(self) -> Result<Step<T>, E> {
        match self {
            Self::Done(answer) => answer.map(Step::Done),
            Self::Ask(webhook) => Ok(Step::Ask(webhook)),
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
    /// Somebody types in a conversation.
    Typing {
        /// Where.
        conversation: ConversationSid,
        /// Who.
        identity: String,
    },
}

/// An answer that says what went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Twilio's error number.
    pub code: u32,
    /// For people.
    pub message: String,
}

impl ApiError {
    /// An error with this status, number and text.
    pub fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A request that is wrong in itself.
    pub fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A required parameter that is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::bad(20001, format!("Missing required parameter {name} in the post body"))
    }

    /// A path behind which there is nothing.
    pub(crate) fn not_found(path: &str) -> Self {
        let message = format!("The requested resource {path} was not found");
        Self::new(StatusCode::NOT_FOUND, 20404, message)
    }

    /// The HTTP answer.
    ///
    /// It has the number as an extension, [`ErrorCode`].
    pub fn into_response(self) -> Response<Bytes> {
        let body = ErrorBody::new(self.status.as_u16(), self.code, self.message);
        let mut response = json(self.status, &body);
        response.extensions_mut().insert(ErrorCode(self.code));
        response
    }
}

/// Twilio's error number in an answer, as an extension of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode(pub u32);

/// Why a handler has no success to report.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The domain refused; the audience decides on status and code.
    Refused(Refusal),
    /// The domain of rooms refused.
    RoomRefused(RoomRefusal),
    /// What an account wants to become of its media was refused.
    ProductionRefused(ProductionRefusal),
    /// The request was wrong before the domain saw it.
    Rejected(ApiError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RoomRefusal> for Failure {
    fn from(refusal: RoomRefusal) -> Self {
        Self::RoomRefused(refusal)
    }
}

impl From<ProductionRefusal> for Failure {
    fn from(refusal: ProductionRefusal) -> Self {
        Self::ProductionRefused(refusal)
    }
}

impl From<PreEventError> for Failure {
    fn from(error: PreEventError) -> Self {
        let (status, code) = match &error {
            PreEventError::Rejected => (StatusCode::FORBIDDEN, 50056),
            PreEventError::NoText { code, .. } => (StatusCode::BAD_REQUEST, *code),
            PreEventError::BadAttributes => (StatusCode::BAD_REQUEST, 50304),
            PreEventError::Refused(refusal) => return Self::Refused(refusal.clone()),
        };
        Self::Rejected(ApiError::new(status, code, error.to_string()))
    }
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, signal: None }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Rejected(error)
    }
}

/// What handlers return.
pub(crate) type Reply = Result<Step<Response<Bytes>>, Failure>;

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let Ok(text) = serde_json::to_vec(body) else {
        // Bodies are plain structs with text keys; this cannot happen, and must not panic if it does.
        return respond(StatusCode::INTERNAL_SERVER_ERROR, Bytes::new());
    };
    respond(status, Bytes::from(text))
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    respond(status, Bytes::new())
}

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

fn respond(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let has_body = !body.is_empty();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if has_body {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    response
}
