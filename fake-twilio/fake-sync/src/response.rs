//! Responses in the form of Sync's REST API.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use twilio_wire::{error::ErrorBody, sync::ObjectKind};

use crate::{PendingCommand, json};

/// What a request for Sync leads to.
#[derive(Debug)]
pub struct Handled {
    /// For the sender.
    pub response: Response<Bytes>,
    /// For the caller to execute and complete with [`Hub::settle`](crate::Hub::settle).
    pub pending_command: Option<PendingCommand>,
}

impl From<Response<Bytes>> for Handled {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, pending_command: None }
    }
}

/// 404 for an object that does not exist or is not visible to the caller.
pub(crate) struct NotFound {
    pub(crate) code: u32,
    pub(crate) message: &'static str,
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let mut response = Response::new(json::bytes(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Why there is nothing to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SyncError {
    status: StatusCode,
    code: u32,
    message: &'static str,
}

impl SyncError {
    pub(crate) const METHOD_NOT_ALLOWED: Self =
        Self::new(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed");

    pub(crate) const fn new(status: StatusCode, code: u32, message: &'static str) -> Self {
        Self { status, code, message }
    }

    pub(crate) const fn bad_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 20001, message)
    }

    pub(crate) fn not_found(kind: ObjectKind) -> Self {
        let NotFound { code, message } = NotFound::of(kind);
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn into_response(self) -> Response<Bytes> {
        error(self.status, self.code, self.message)
    }
}

fn error(status: StatusCode, code: u32, message: &str) -> Response<Bytes> {
    json(status, &ErrorBody::new(status.as_u16(), code, message))
}

pub(crate) fn not_found(kind: ObjectKind) -> Response<Bytes> {
    SyncError::not_found(kind).into_response()
}

pub(crate) fn method_not_allowed() -> Response<Bytes> {
    SyncError::METHOD_NOT_ALLOWED.into_response()
}

pub(crate) fn bad_request(message: &str) -> Response<Bytes> {
    error(StatusCode::BAD_REQUEST, 20001, message)
}

impl NotFound {
    /// `assumed` for lists and maps: only the document's code was recorded.
    pub(crate) fn of(kind: ObjectKind) -> Self {
        match kind {
            ObjectKind::Document => Self { code: 54100, message: "Document not found" },
            ObjectKind::List => Self { code: 54150, message: "List not found" },
            ObjectKind::Map => Self { code: 54200, message: "Map not found" },
        }
    }
}
