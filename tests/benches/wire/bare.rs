//! What the emulator is compared with: servers that do nothing but move the same bytes.

use std::{
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
};

use anyhow::Context;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::broadcast,
};
use tokio_tungstenite::{
    accept_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{
    Machine,
    load::{Answer, header as header_of},
};

/// Messages that may wait for one receiver of a broadcast; each waits for the one before.
const BACKLOG: usize = 16;

/// Listens with as much room for those who wait as the emulator has.
fn listen(machine: &Machine) -> anyhow::Result<TcpListener> {
    let _context = machine.servers.enter();
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    Ok(socket.listen(4096)?)
}

/// Reads requests to their end and answers them all with a copy of this answer.
pub(crate) fn http(machine: &Machine, answer: &Answer<'_>) -> anyhow::Result<SocketAddr> {
    let status = StatusCode::from_u16(answer.status)?;
    let media_type = header_of(answer.head, "content-type").context("no content-type")?;
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media_type)
        .body(Full::new(Bytes::copy_from_slice(answer.body)))?;
    let listener = listen(machine)?;
    let address = listener.local_addr()?;
    machine.servers.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_all(stream, response.clone()));
        }
    });
    Ok(address)
}

async fn answer_all(stream: TcpStream, response: Response<Full<Bytes>>) {
    // Without it the baseline would wait for more to send, and be no baseline.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|mut request: Request<Incoming>| {
        let response = response.clone();
        async move {
            while let Some(frame) = request.frame().await {
                drop(frame);
            }
            Ok::<_, Infallible>(response)
        }
    });
    // Ends with an error when the client closes, which is how every client ends here.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Accepts WebSocket connections and sends each of them whatever is broadcast.
pub(crate) fn broadcast(
    machine: &Machine,
) -> anyhow::Result<(SocketAddr, broadcast::Sender<Bytes>)> {
    let (sender, _) = broadcast::channel(BACKLOG);
    let listener = listen(machine)?;
    let address = listener.local_addr()?;
    let messages = sender.clone();
    machine.servers.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(send_all(stream, messages.subscribe()));
        }
    });
    Ok((address, sender))
}

async fn send_all(stream: TcpStream, mut messages: broadcast::Receiver<Bytes>) {
    let _ = stream.set_nodelay(true);
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let Ok(mut socket) = accept_async_with_config(stream, Some(config)).await else { return };
    while let Ok(message) = messages.recv().await {
        if socket.send(Message::Binary(message)).await.is_err() {
            return;
        }
    }
}

/// Accepts WebSocket connections and sends every message back to where it came from.
pub(crate) fn echo(machine: &Machine) -> anyhow::Result<SocketAddr> {
    let listener = listen(machine)?;
    let address = listener.local_addr()?;
    machine.servers.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(return_all(stream));
        }
    });
    Ok(address)
}

async fn return_all(stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let Ok(mut socket) = accept_async_with_config(stream, Some(config)).await else { return };
    while let Some(Ok(message)) = socket.next().await {
        if socket.send(message).await.is_err() {
            return;
        }
    }
}
