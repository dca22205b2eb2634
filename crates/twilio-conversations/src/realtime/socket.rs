//! A WebSocket that is read and written at the same time, without a second task.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{Sink, Stream as _};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

/// A WebSocket over TCP, with TLS or without.
pub(super) type Stream = WebSocketStream<TokioIo<MaybeHttpsStream<TokioIo<TcpStream>>>>;

/// Messages that may wait to be written before nothing more is read: each message that is read asks for
/// an acknowledgement.
const MAX_QUEUED: usize = 256;

/// A WebSocket and what waits to be written to it.
pub(super) struct Socket {
    stream: Stream,
    queued: VecDeque<Message>,
    needs_flush: bool,
}

impl Socket {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, queued: VecDeque::new(), needs_flush: false }
    }

    /// Queues a binary message.
    pub(super) fn send(&mut self, message: Bytes) {
        self.queued.push_back(Message::Binary(message));
    }

    /// Queues the farewell.
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
                Some(Ok(Message::Binary(message))) => return Poll::Ready(Some(message)),
                // Pongs are queued by the library and go out with the next flush.
                Some(Ok(Message::Ping(_))) => self.needs_flush = true,
                Some(Ok(Message::Text(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Poll::Ready(None),
            }
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
