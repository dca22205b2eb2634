//! Requests with an absolute address, passed on.

use std::io;

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;

use super::as_received;
use crate::proxy_rules::connect;

/// Headers that are about one connection (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// Passes a request on to a server, and returns its answer.
///
/// # Errors
/// Why there is none.
pub(super) async fn forward(
    host: &str,
    port: u16,
    request: Request<Incoming>,
) -> io::Result<Response<Incoming>> {
    let stream = TokioIo::new(connect(host, port).await?);
    let (mut sender, connection) = http1::handshake(stream).await.map_err(io::Error::other)?;
    // Ends with the answer's body.
    tokio::spawn(connection);
    let mut request = as_received(request);
    remove_hop_by_hop(request.headers_mut());
    let mut answer = sender.send_request(request).await.map_err(io::Error::other)?;
    remove_hop_by_hop(answer.headers_mut());
    Ok(answer)
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named = headers.get_all(header::CONNECTION).into_iter().filter_map(text);
    let named: Vec<HeaderName> = named
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in HOP_BY_HOP.into_iter().chain(named) {
        headers.remove(name);
    }
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_one_connection_go() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-One"),
            ("proxy-authorization", "Basic eA=="),
            ("x-one", "1"),
            ("x-two", "2"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        remove_hop_by_hop(&mut headers);
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["x-two"]);
    }
}
