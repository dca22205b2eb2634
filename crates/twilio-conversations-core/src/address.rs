//! URLs of requests.

use bytes::Bytes;
use http::{HeaderValue, Request, header::CONTENT_TYPE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What `encodeURIComponent` leaves alone.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// A base and path segments behind it, each percent-encoded.
pub(crate) fn join(base: &str, segments: &[&str]) -> String {
    let mut url = base.trim_end_matches('/').to_owned();
    for segment in segments {
        url.push('/');
        url.extend(utf8_percent_encode(segment, KEPT));
    }
    url
}

/// A URL with one more query parameter.
pub(crate) fn with_param(url: &str, name: &str, text: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{name}={}", utf8_percent_encode(text, KEPT))
}

/// A request that reads; `None` when the server handed out an address that is none.
pub(crate) fn get(url: &str) -> Option<Request<Bytes>> {
    Request::get(url).body(Bytes::new()).ok()
}

/// A request that writes JSON.
pub(crate) fn post(url: &str, body: &impl serde::Serialize) -> Option<Request<Bytes>> {
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let body = Bytes::from(serde_json::to_vec(body).ok()?);
    Request::post(url).header(CONTENT_TYPE, json).body(body).ok()
}

/// A request that writes one form field.
pub(crate) fn post_form(url: &str, name: &str, text: &str) -> Option<Request<Bytes>> {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let body = format!("{name}={}", utf8_percent_encode(text, KEPT));
    Request::post(url).header(CONTENT_TYPE, form).body(body.into()).ok()
}

/// A request that deletes; its body is an empty object, as the SDK's.
pub(crate) fn delete(url: &str) -> Option<Request<Bytes>> {
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    Request::delete(url).header(CONTENT_TYPE, json).body(Bytes::from_static(b"{}")).ok()
}
