//! From an HTTP upgrade to a WebSocket (RFC 6455, section 4.2).

use base64::{Engine, engine::general_purpose::STANDARD};
use fake_rest::ApiError;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version, header,
};
use hyper::{
    body::{Bytes, Incoming},
    upgrade::OnUpgrade,
};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

pub(crate) type Socket = WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>;

/// Resident for as long as a connection lives, so it is small; longer messages are read in pieces.
const READ_BUFFER: usize = 512;

/// A message that is longer is not read; the machines' own limits lie below.
const MAX_MESSAGE: usize = 2 * 1024 * 1024;

/// Bytes that may wait to be written: enough for the largest page of a list in one message.
const MAX_UNWRITTEN: usize = 32 * 1024 * 1024;

/// The version of the protocol that is spoken.
const VERSION: HeaderValue = HeaderValue::from_static("13");

/// Length of a decoded key.
const KEY: usize = 16;

/// Why a handshake is not accepted.
#[derive(Debug)]
pub(crate) struct HandshakeError {
    status: StatusCode,
    why: &'static str,
    /// What would be right.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl HandshakeError {
    fn bad(why: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, why, headers: Vec::new() }
    }

    pub(crate) fn into_response(self) -> Response<Bytes> {
        let code = if self.status == StatusCode::METHOD_NOT_ALLOWED { 20004 } else { 20001 };
        let mut response = ApiError::new(self.status, code, self.why).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The answer that accepts an upgrade.
///
/// # Errors
/// Why it is not accepted.
pub(crate) fn accept<B>(request: &Request<B>) -> Result<Response<Bytes>, HandshakeError> {
    let headers = request.headers();
    if *request.method() != Method::GET {
        return Err(HandshakeError {
            status: StatusCode::METHOD_NOT_ALLOWED,
            why: "A WebSocket handshake is a GET request",
            headers: vec![(header::ALLOW, HeaderValue::from_static("GET"))],
        });
    }
    if request.version() != Version::HTTP_11 {
        return Err(HandshakeError::bad("A WebSocket handshake is made in HTTP/1.1"));
    }
    if !has(headers, header::UPGRADE, "websocket") || !has(headers, header::CONNECTION, "upgrade") {
        return Err(HandshakeError {
            status: StatusCode::UPGRADE_REQUIRED,
            why: "A WebSocket handshake was expected",
            headers: vec![
                (header::UPGRADE, HeaderValue::from_static("websocket")),
                (header::CONNECTION, HeaderValue::from_static("Upgrade")),
            ],
        });
    }
    if only(headers, header::SEC_WEBSOCKET_VERSION) != Some(&VERSION) {
        return Err(HandshakeError {
            status: StatusCode::UPGRADE_REQUIRED,
            why: "Version 13 of the WebSocket protocol is spoken here",
            headers: vec![(header::SEC_WEBSOCKET_VERSION, VERSION)],
        });
    }
    if only(headers, header::HOST).is_none() {
        return Err(HandshakeError::bad("A WebSocket handshake names one Host"));
    }
    let key = only(headers, header::SEC_WEBSOCKET_KEY).filter(|key| is_key(key));
    let wrong = "Sec-WebSocket-Key is not the base64 form of 16 bytes";
    Ok(switch(&derive_accept_key(key.ok_or_else(|| HandshakeError::bad(wrong))?.as_bytes())))
}

/// Accepts the handshake of a WebSocket, which is then served.
pub(crate) fn upgrade<S, F>(mut request: Request<Incoming>, serve: S) -> Response<Bytes>
where
    S: FnOnce(Box<Socket>) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let response = match accept(&request) {
        Ok(response) => response,
        Err(refused) => return refused.into_response(),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgraded(upgrade).await {
            // A task of its own, for this one has no room to give back.
            Ok(socket) => drop(tokio::spawn(serve(Box::new(socket)))),
            Err(error) => tracing::debug!(%error, "a WebSocket handshake failed"),
        }
    });
    response
}

fn switch(accept: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

/// Whether a header that is a list has this word.
fn has(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(word))
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).into_iter();
    values.next().filter(|_| values.next().is_none())
}

fn is_key(key: &HeaderValue) -> bool {
    STANDARD.decode(key.as_bytes()).is_ok_and(|bytes| bytes.len() == KEY)
}

/// The WebSocket behind an accepted upgrade.
pub(crate) async fn upgraded(upgrade: OnUpgrade) -> hyper::Result<Socket> {
    let io = TokioIo::new(upgrade.await?);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(READ_BUFFER)
        .max_write_buffer_size(MAX_UNWRITTEN)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    Ok(WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    /// The status of the answer to a handshake that differs from a good one in these headers.
    fn judge(changes: &[(&str, &str)]) -> u16 {
        let mut request = Request::get("/signaling");
        let good = [
            ("host", "localhost"),
            ("upgrade", "WebSocket"),
            ("connection", "keep-alive, Upgrade"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", KEY),
        ];
        let kept = good.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
        for (name, value) in kept.chain(changes).filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let request = request.body(()).expect("a request");
        accept(&request).unwrap_or_else(HandshakeError::into_response).status().as_u16()
    }

    #[test]
    fn a_handshake_is_checked_as_the_rfc_says() {
        for good in [&[][..], &[("connection", "Upgrade"), ("upgrade", "h2c, websocket")]] {
            assert_eq!(judge(good), 101, "{good:?}");
        }
        for changes in [
            [("upgrade", "")],
            [("upgrade", "h2c")],
            [("connection", "")],
            [("sec-websocket-version", "")],
            [("sec-websocket-version", "8")],
            [("sec-websocket-version", "13, 8")],
        ] {
            assert_eq!(judge(&changes), 426, "{changes:?}");
        }
        for changes in [
            &[("host", "")][..],
            &[("host", "one"), ("host", "two")],
            &[("sec-websocket-key", "")],
            &[("sec-websocket-key", "c2hvcnQ=")],
            &[("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ")],
            &[("sec-websocket-key", "MDEyMzQ1Njc4OTAxMjM0NTY=")],
            &[("sec-websocket-key", "no base64 at all!!!!!!==")],
            &[("sec-websocket-key", KEY), ("sec-websocket-key", KEY)],
        ] {
            assert_eq!(judge(changes), 400, "{changes:?}");
        }
    }

    #[test]
    fn the_answer_says_what_would_be_right() {
        let refused = |request: http::request::Builder| {
            let request = request.header("host", "localhost").body(()).expect("a request");
            accept(&request).expect_err("a refusal").into_response()
        };
        let post = refused(Request::post("/signaling"));
        assert_eq!(
            (post.status().as_u16(), &post.headers()["allow"]),
            (405, &"GET".parse().expect("a value"))
        );
        let plain = refused(Request::get("/signaling"));
        assert_eq!(plain.headers()["upgrade"], "websocket");
        let old = Request::get("/signaling").version(Version::HTTP_10);
        assert_eq!(refused(old).status().as_u16(), 400);
        let version = Request::get("/signaling").header("upgrade", "websocket");
        let version = refused(version.header("connection", "upgrade"));
        assert_eq!(version.headers()["sec-websocket-version"], "13");
    }
}
