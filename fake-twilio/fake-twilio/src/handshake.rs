//! From an HTTP upgrade to a WebSocket, and out of one that cannot be read.

use std::time::Duration;

use futures_util::SinkExt;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Bytes, upgrade::OnUpgrade};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncWriteExt, copy, sink},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        handshake::derive_accept_key,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

pub(crate) type Socket = WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>;

/// Resident for as long as a connection lives, so it is small; longer messages are read in pieces.
const READ_BUFFER: usize = 4 * 1024;

/// A message that is longer is not read; the machines' own limits lie below.
const MAX_MESSAGE: usize = 2 * 1024 * 1024;

/// Real time that the sender of such a message gets to hear of it.
const LINGER: Duration = Duration::from_secs(5);

/// The answer that accepts an upgrade, or says why it does not.
pub(crate) fn accept(headers: &HeaderMap) -> Result<Response<Full<Bytes>>, StatusCode> {
    let is = |name: header::HeaderName, word: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    if !is(header::UPGRADE, "websocket") || !is(header::CONNECTION, "upgrade") {
        return Err(StatusCode::UPGRADE_REQUIRED);
    }
    if !is(header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(StatusCode::BAD_REQUEST);
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY).ok_or(StatusCode::BAD_REQUEST)?;
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes()))
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

/// The WebSocket behind an accepted upgrade.
pub(crate) async fn upgraded(upgrade: OnUpgrade) -> hyper::Result<Socket> {
    let io = TokioIo::new(upgrade.await?);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(READ_BUFFER)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    Ok(WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await)
}

/// Closes with 1009 when a message was too long to be read, and does nothing after other errors.
pub(crate) async fn part(mut socket: Socket, error: &Error) {
    if !matches!(error, Error::Capacity(_)) {
        return;
    }
    let farewell = CloseFrame { code: CloseCode::Size, reason: "".into() };
    let said = async {
        socket.send(Message::Close(Some(farewell))).await?;
        let io = socket.get_mut();
        io.shutdown().await?;
        // With bytes left unread the line would be reset, and the last word lost with it.
        copy(io, &mut sink()).await?;
        Ok::<_, Error>(())
    };
    // Who does not listen has been waited for.
    let _ = timeout(LINGER, said).await;
}
