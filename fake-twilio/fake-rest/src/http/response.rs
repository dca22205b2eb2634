//! Responses with a JSON body, or with none.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// Bytes of most bodies, so that few of them have to grow while they are written.
const MOST: usize = 1024;

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let mut text = Vec::with_capacity(MOST);
    if serde_json::to_writer(&mut text, body).is_err() {
        // Bodies are plain structs with text keys; this cannot happen, and must not panic if it does.
        return respond(StatusCode::INTERNAL_SERVER_ERROR, Bytes::new());
    }
    respond(status, Bytes::from(text))
}

/// A response with a text that is JSON already.
pub(crate) fn json_text(text: Bytes) -> Response<Bytes> {
    respond(StatusCode::OK, text)
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    respond(status, Bytes::new())
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
