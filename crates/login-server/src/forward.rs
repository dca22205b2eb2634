//! Requests of the SDKs, passed on to the emulator: pages on other machines reach everything at one origin.

use std::{io, time::Duration};

use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri,
    header::{CONNECTION, HOST, TE, TRAILER, UPGRADE},
};
use http_body_util::BodyExt;
use hyper::{body::Incoming, client::conn::http1, upgrade::OnUpgrade};
use hyper_util::rt::TokioIo;
use tokio::{io::copy_bidirectional, net::TcpStream, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::reply::{self, Body};

/// Headers that are about one connection (RFC 9110, section 7.6.1), beside those of an upgrade.
const HOP_BY_HOP: [HeaderName; 4] = [
    TE,
    TRAILER,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Real time that the emulator gets to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Paths of Twilsock and of video signaling.
const SOCKETS: [&str; 2] = ["/v3/wsconnect", "/signaling"];

/// Passes requests on to an emulator.
pub(crate) struct Forward {
    host: String,
    port: u16,
    /// Ends the WebSocket connections when this is dropped.
    stop: CancellationToken,
    _guard: DropGuard,
}

impl Forward {
    /// For an emulator at an origin.
    pub(crate) fn new(origin: &Uri) -> Self {
        let host = origin.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let default = if origin.scheme_str() == Some("https") { 443 } else { 80 };
        let stop = CancellationToken::new();
        let guard = stop.clone().drop_guard();
        Self { host, port: origin.port_u16().unwrap_or(default), stop, _guard: guard }
    }

    /// Whether the SDKs of a page request this path: sockets and media, and nothing of REST.
    pub(crate) fn owns(path: &str) -> bool {
        let mut segments = path.trim_start_matches('/').split('/').skip(3);
        let is_media = path.starts_with("/v1/Services/")
            && matches!(segments.next(), Some("Media" | "MediaSet"));
        is_media || SOCKETS.contains(&path)
    }

    /// Passes a request on that came by this scheme.
    pub(crate) async fn answer(
        &self,
        scheme: &'static str,
        request: Request<Incoming>,
    ) -> Response<Body> {
        match self.pass_on(scheme, request).await {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(%error, "the emulator was not reached");
                reply::error(StatusCode::BAD_GATEWAY, "The emulator cannot be reached.")
            }
        }
    }

    async fn pass_on(
        &self,
        scheme: &'static str,
        mut request: Request<Incoming>,
    ) -> io::Result<Response<Body>> {
        let connecting = TcpStream::connect((&*self.host, self.port));
        let stream = timeout(CONNECT_TIMEOUT, connecting).await??;
        // Small frames must not wait for more.
        stream.set_nodelay(true)?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        // Ends with the answer's body, or becomes a WebSocket.
        tokio::spawn(connection.with_upgrades());
        let upgrade = hyper::upgrade::on(&mut request);
        to_origin_form(&mut request, scheme);
        let mut answer = sender.send_request(request).await.map_err(io::Error::other)?;
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            let upgraded = hyper::upgrade::on(&mut answer);
            tokio::spawn(join(upgrade, upgraded, self.stop.clone()));
        } else {
            remove_hop_by_hop(answer.headers_mut());
        }
        Ok(answer.map(|body| body.map_err(io::Error::other).boxed_unsync()))
    }
}

/// Passes on what both ends of a WebSocket say.
async fn join(client: OnUpgrade, server: OnUpgrade, stop: CancellationToken) {
    let (Ok(client), Ok(server)) = tokio::join!(client, server) else { return };
    let (mut client, mut server) = (TokioIo::new(client), TokioIo::new(server));
    tokio::select! {
        joined = copy_bidirectional(&mut client, &mut server) => {
            if let Err(error) = joined {
                tracing::debug!(%error, "a WebSocket broke");
            }
        }
        () = stop.cancelled() => {}
    }
}

/// The request as a server receives it. `Host` stays, so that the emulator names it in addresses.
fn to_origin_form(request: &mut Request<Incoming>, scheme: &'static str) {
    let authority = request.uri().authority().map(|it| it.as_str().to_owned());
    if let Some(Ok(host)) = authority.map(HeaderValue::try_from) {
        request.headers_mut().insert(HOST, host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.map(Uri::from).unwrap_or_default();
    let headers = request.headers_mut();
    remove_hop_by_hop(headers);
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static(scheme));
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    if !headers.contains_key(UPGRADE) {
        headers.remove(CONNECTION);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sdks_request_is_passed_on_and_nothing_of_rest_or_control() {
        for path in [
            "/v3/wsconnect",
            "/signaling",
            "/v1/Services/IS1/Media",
            "/v1/Services/IS1/Media/ME1/Content",
            "/v1/Services/IS1/MediaSet",
        ] {
            assert!(Forward::owns(path), "{path}");
        }
        for path in [
            "/",
            "/login",
            "/v1/Services",
            "/v1/Services/IS1/Conversations",
            "/v1/Conversations",
            "/v1/Rooms",
            "/_emulator/v1/reset",
            "/2010-04-01/Accounts.json",
        ] {
            assert!(!Forward::owns(path), "{path}");
        }
    }
}
