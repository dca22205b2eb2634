//! The headers that every REST answer carries, and the answers that are nothing but headers.

use bytes::Bytes;
use fake_rest::Product;
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
        CONTENT_LENGTH,
    },
};
use twilio_sid::RequestSid;

const REQUEST_ID: HeaderName = HeaderName::from_static("twilio-request-id");

/// Names from the OpenAPI documents; values as live answers of Twilio's REST show them in public
/// recordings of 2020 and 2023, errors included.
const SHARING: [(HeaderName, HeaderValue); 5] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, \
             If-Unmodified-Since, Idempotency-Key",
        ),
    ),
    (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE, OPTIONS")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag")),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
];

/// Returns whether a path belongs to the public REST API; the media service has headers of its own.
pub(crate) fn is_rest(product: Product, path: &str) -> bool {
    product == Product::Accounts || path.starts_with("/v1/") && product.is_rest()
}

/// Adds what every REST answer carries.
pub(crate) fn complete<B>(response: &mut Response<B>, request: RequestSid) {
    let headers = response.headers_mut();
    headers.reserve(SHARING.len() + 1);
    for (name, value) in SHARING {
        headers.insert(name, value);
    }
    if let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(request.to_string())) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The response to a CORS preflight request, which needs no authentication.
pub(crate) fn preflight() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    // `assumed`: browsers take any success; a live preflight would settle which one it is.
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Removes the body of a response to HEAD, and keeps its `Content-Length`.
pub(crate) fn cut_body(response: &mut Response<Bytes>) {
    let body = std::mem::take(response.body_mut());
    if response.status() != StatusCode::NO_CONTENT {
        response.headers_mut().insert(CONTENT_LENGTH, body.len().into());
    }
}
