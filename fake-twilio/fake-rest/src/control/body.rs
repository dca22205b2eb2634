//! What the control API takes as a body: a JSON object, and nothing that a form of a web page sends.

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use serde::Deserialize;

use crate::http::error::ApiError;

/// A request without members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Refuses bodies of other types than JSON objects; a missing type reads as JSON.
///
/// Browsers send forms, multipart and text to other origins without asking them first.
pub(super) fn check(request: &Request<Bytes>) -> Result<(), ApiError> {
    if *request.method() != Method::POST {
        return Ok(());
    }
    if request.headers().get_all(header::CONTENT_TYPE).iter().any(is_of_web_forms) {
        let why = "The control API reads JSON: send Content-Type: application/json";
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, 20415, why));
    }
    match request.body().trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        _ => Err(ApiError::bad(20001, "The body must be a JSON object")),
    }
}

fn is_of_web_forms(value: &header::HeaderValue) -> bool {
    let Ok(value) = value.to_str() else { return true };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/x-www-form-urlencoded"
        || essence.starts_with("multipart/")
        || essence.starts_with("text/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(types: &[&str], body: &'static str) -> u16 {
        let mut request = Request::post("/_emulator/v1/clock");
        for one in types {
            request = request.header(header::CONTENT_TYPE, *one);
        }
        let request = request.body(Bytes::from_static(body.as_bytes())).expect("a request");
        check(&request).map_or_else(|error| error.status.as_u16(), |()| 200)
    }

    #[test]
    fn objects_of_json_pass_and_what_pages_send_does_not() {
        for types in [&["application/json"][..], &["Application/JSON; charset=utf-8"], &[]] {
            assert_eq!(judge(types, " \n{}"), 200, "{types:?}");
        }
        for one in [
            "text/plain",
            "TEXT/PLAIN;charset=UTF-8",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ] {
            assert_eq!(judge(&[one], "{}"), 415, "{one}");
            assert_eq!(judge(&["application/json", one], "{}"), 415, "{one}");
        }
        for body in ["", "[60000]", "60000", "null", "\"text\"", "millis=1"] {
            assert_eq!(judge(&["application/json"], body), 400, "{body}");
        }
    }
}
