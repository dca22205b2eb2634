//! ICE servers over HTTP, for SDKs before 2.5.0.

use http::{HeaderValue, Method, Response, StatusCode, header};
use hyper::body::Bytes;
use twilio_wire::signaling::{IceConfiguration, IceServer};

/// Answers every token alike: when this request fails, those SDKs fall back to a server that
/// browsers refuse, and hide the token's error that signaling would send.
pub(crate) fn configuration(method: &Method, servers: &[IceServer]) -> Response<Bytes> {
    let (status, body) = match *method {
        Method::OPTIONS => (StatusCode::NO_CONTENT, Bytes::new()),
        Method::POST => {
            let configuration = IceConfiguration::new(servers.to_vec());
            // Plain structs with text keys always have a JSON form.
            (StatusCode::OK, serde_json::to_vec(&configuration).unwrap_or_default().into())
        }
        _ => (StatusCode::METHOD_NOT_ALLOWED, Bytes::new()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "application/json"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "X-Twilio-Token, Content-Type"),
    ];
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
