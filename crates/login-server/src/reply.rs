//! Answers: JSON of our own, and files.

use std::io;

use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use serde_json::{Value, json};

pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An answer that is true now and perhaps not a moment later.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = text(value.to_string());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer with a body alone.
pub(crate) fn text(text: String) -> Response<Body> {
    let body = Full::from(text).map_err(|never| match never {});
    Response::new(body.boxed_unsync())
}

/// An error with a message for users.
pub(crate) fn error(status: StatusCode, text: &str) -> Response<Body> {
    json(status, &json!({ "error": text }))
}
