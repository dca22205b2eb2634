//! A WebSocket that is read and written at the same time, without a second task.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{Sink, Stream as _};
use http::Uri;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        ClientRequestBuilder, Error, Message,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// A connection, with TLS or without.
type Connection = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Largest message: a page of 100 messages of 32 KiB with as much of attributes, escaped.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// Read and write buffers, in bytes: enough for most messages, and little for thousands of clients.
const BUFFER: usize = 1024;

/// Messages that may wait to be written before reading stops: each message that is read is acknowledged.
const MAX_QUEUED: usize = 256;

/// A WebSocket and what waits to be written to it.
pub(super) struct Socket {
    stream: WebSocketStream<TokioIo<Connection>>,
    queued: VecDeque<Message>,
    needs_flush: bool,
    long: Option<LongMessage>,
}

/// A long message, held as long as the library may read into the memory behind it.
///
/// The library reads into one block of memory, and messages are parts of it. For one that does not fit it
/// takes a larger block and keeps that: it reads on behind the message, then from the start again, unless
/// a part of the block is still held. Then it begins another one, of the usual size.
struct LongMessage {
    #[cfg_attr(not(test), expect(dead_code, reason = "it is there to be held"))]
    held: Bytes,
    /// Where the last message in the block ends.
    end: usize,
}

/// Most bytes between two binary messages in one block: headers, and a ping that came between them.
const GAP: usize = 256;

impl LongMessage {
    /// Goes on with the next message; `None` once the library reads elsewhere.
    fn followed_by(self, message: &Bytes) -> Option<Self> {
        let start = message.as_ptr().addr();
        let follows = (self.end..=self.end + GAP).contains(&start);
        follows.then(|| Self { end: start + message.len(), ..self })
    }
}

impl Socket {
    /// Makes a WebSocket of a connection that is established.
    pub(super) async fn open(address: Uri, connection: Connection) -> Result<Self, Error> {
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(BUFFER)
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE));
        let (request, io) = (ClientRequestBuilder::new(address), TokioIo::new(connection));
        let (stream, _) = client_async_with_config(request, io, Some(config)).await?;
        Ok(Self { stream, queued: VecDeque::new(), needs_flush: false, long: None })
    }

    /// Queues a binary message.
    pub(super) fn send(&mut self, message: Bytes) {
        self.queued.push_back(Message::Binary(message));
    }

    /// Queues a close frame.
    pub(super) fn close(&mut self, code: u16) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        self.queued.push_back(Message::Close(Some(frame)));
    }

    /// Whether more may be queued.
    pub(super) fn has_room(&self) -> bool {
        self.queued.len() < MAX_QUEUED
    }

    /// Writes what can be written, and gives the next message; `None` when the connection is lost.
    pub(super) fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            let written = self.poll_write(context);
            if matches!(written, Poll::Ready(Err(_))) {
                return Poll::Ready(None);
            }
            if !self.has_room() {
                return Poll::Pending;
            }
            match ready!(Pin::new(&mut self.stream).poll_next(context)) {
                Some(Ok(Message::Binary(message))) => {
                    self.hold_if_long(&message);
                    return Poll::Ready(Some(message));
                }
                // Pongs are queued by the library and go out with the next flush.
                Some(Ok(Message::Ping(_))) => self.needs_flush = true,
                Some(Ok(Message::Text(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Poll::Ready(None),
            }
        }
    }

    /// Keeps a long message from taking memory for good.
    fn hold_if_long(&mut self, message: &Bytes) {
        if message.len() > BUFFER {
            let end = message.as_ptr().addr() + message.len();
            self.long = Some(LongMessage { held: message.clone(), end });
        } else {
            self.long = self.long.take().and_then(|long| long.followed_by(message));
        }
    }

    /// Writes all that waits; ready when nothing does.
    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.queued.is_empty() {
            ready!(Pin::new(&mut self.stream).poll_ready(context))?;
            if let Some(message) = self.queued.pop_front() {
                Pin::new(&mut self.stream).start_send(message)?;
                self.needs_flush = true;
            }
        }
        if self.needs_flush {
            ready!(Pin::new(&mut self.stream).poll_flush(context))?;
            self.needs_flush = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes all that waits and reads until the server closes, too.
    pub(super) async fn finish(mut self: Box<Self>) {
        while std::future::poll_fn(|context| self.poll_message(context)).await.is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use futures_util::SinkExt;
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_async;

    use super::*;

    #[tokio::test]
    async fn the_memory_of_a_long_message_is_given_back() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut server = accept_async(listener.accept().await.unwrap().0).await.unwrap();
            for size in [100 * BUFFER].into_iter().chain([BUFFER / 5; 20]) {
                server.feed(Message::Binary(vec![0; size].into())).await.unwrap();
            }
            server.close(None).await.unwrap();
        });
        let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let url = format!("ws://{address}/").parse().unwrap();
        let mut socket = Socket::open(url, MaybeHttpsStream::Http(stream)).await.unwrap();
        let mut given_back = None;
        let mut held = None::<Bytes>;
        while let Some(message) = poll_fn(|context| socket.poll_message(context)).await {
            let before = held.take();
            held = socket.long.as_ref().map(|long| long.held.clone());
            assert!(held.is_some() || message.len() < BUFFER);
            if held.is_none() && given_back.is_none() {
                given_back = before.map(|block| block.is_unique());
            }
        }
        assert_eq!(given_back, Some(true), "the library holds the block");
    }
}
