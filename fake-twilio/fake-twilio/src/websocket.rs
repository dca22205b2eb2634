//! The one driver of every WebSocket: moves messages between a socket and a session.
//!
//! What may wait in memory is bounded here for chat, signaling and telemetry alike: a client is read
//! only when everything that was sent to it, the library's own answers to pings included, has left
//! for the network.

use std::{future::Future, io, pin::pin, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_store::Clock;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use local_server::WRITE_TIMEOUT;
use tokio::{
    io::{AsyncWriteExt, copy, sink},
    time::timeout,
};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes,
    error::ProtocolError,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::{clock::ShellClock, handshake::Socket};

/// Time to wait for the close handshake.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// What arrives.
pub(crate) enum Input {
    /// A text message.
    Text(Utf8Bytes),
    /// A binary message.
    Binary(Bytes),
    /// The other end closes, with 1000.
    Closed,
}

/// What to do next.
pub(crate) enum Output {
    /// Send a message.
    Send(Message),
    /// Close with this code.
    Close(u16),
    /// Drop the connection without a close frame.
    Drop,
}

/// A session on a WebSocket.
pub(crate) trait Session: Send + Sized {
    /// Takes what arrived.
    fn handle(&mut self, input: Input);

    /// The next output; polled until `None` after every other call.
    fn poll(&mut self) -> Option<Output>;

    /// When [`Self::handle_timeout`] must be called next, and by which clock.
    fn deadline(&self) -> (Option<Timestamp>, &Arc<ShellClock>);

    /// Does what is due at this moment.
    fn handle_timeout(&mut self, now: Timestamp);

    /// Waits for outgoing messages; cancel safe.
    fn wake(&mut self) -> impl Future<Output = ()> + Send;

    /// Returns when too much waits for a client that does not read.
    fn overflow(&self) -> impl Future<Output = ()> + Send + use<Self>;

    /// Prepares the close frame, because the emulator stops.
    fn stop(&mut self);
}

/// Whether a connection goes on.
#[derive(PartialEq, Eq)]
enum Flow {
    Go,
    Close(CloseCode),
    Drop,
}

/// Serves a WebSocket until either side ends it, or `stopping` returns.
///
/// Both are boxed, because what a future is given takes room in each future around it.
pub(crate) async fn drive<S: Session>(
    mut session: Box<S>,
    mut socket: Box<Socket>,
    stopping: impl Future<Output = ()> + Send,
) {
    let ran = run(session.as_mut(), socket.as_mut(), stopping).await;
    // The connection permit is released before the close handshake.
    drop(session);
    match ran {
        Ok(Flow::Close(code)) => close(socket, code).await,
        Ok(Flow::Go | Flow::Drop) => {}
        Err(error) => {
            tracing::debug!(%error, "a WebSocket connection was lost");
            if let Some(code) = close_code(&error) {
                close(socket, code).await;
            }
        }
    }
}

/// Ends with what is left to do on the socket.
async fn run<S: Session>(
    session: &mut S,
    socket: &mut Socket,
    stopping: impl Future<Output = ()> + Send,
) -> Result<Flow, Error> {
    let mut stopping = pin!(stopping);
    let (mut armed, clock) = session.deadline();
    let mut timer = pin!(sleep_until(clock.clone(), armed));
    let mut answered = false;
    loop {
        let flow = flush(session, socket, answered).await?;
        if flow != Flow::Go {
            return Ok(flow);
        }
        answered = false;
        let (deadline, clock) = session.deadline();
        // Most messages leave it where it was.
        if deadline != armed {
            armed = deadline;
            timer.set(sleep_until(clock.clone(), armed));
        }
        tokio::select! {
            message = socket.next() => match message.transpose()? {
                Some(Message::Text(text)) => session.handle(Input::Text(text)),
                Some(Message::Binary(bytes)) => session.handle(Input::Binary(bytes)),
                Some(Message::Close(frame)) => {
                    answered = true;
                    if frame.is_some_and(|frame| frame.code == CloseCode::Normal) {
                        session.handle(Input::Closed);
                    }
                }
                // The library answers, and the answer has to leave before more is read.
                Some(Message::Ping(_)) => answered = true,
                Some(Message::Pong(_) | Message::Frame(_)) => {}
                None => return Ok(Flow::Drop),
            },
            () = session.wake() => {}
            () = &mut timer => {
                let clock = session.deadline().1.clone();
                session.handle_timeout(clock.now());
                armed = None;
                timer.set(sleep_until(clock, None));
            }
            () = &mut stopping => {
                session.stop();
                return flush(session, socket, true).await;
            }
        }
    }
}

/// Executes the outputs of the session, within [`WRITE_TIMEOUT`].
async fn flush<S: Session>(
    session: &mut S,
    socket: &mut Socket,
    answered: bool,
) -> Result<Flow, Error> {
    let overflow = session.overflow();
    let in_time = timeout(WRITE_TIMEOUT, send(session, socket, answered));
    tokio::select! {
        biased;
        sent = in_time => sent.unwrap_or_else(|_| Err(Error::Io(io::ErrorKind::TimedOut.into()))),
        // A client that does not read must not keep its connection permit meanwhile.
        () = overflow => Ok(Flow::Drop),
    }
}

async fn send<S: Session>(
    session: &mut S,
    socket: &mut Socket,
    answered: bool,
) -> Result<Flow, Error> {
    let mut waits = answered;
    while let Some(output) = session.poll() {
        match output {
            Output::Send(message) => {
                waits = true;
                socket.feed(message).await?;
            }
            Output::Close(code) => return Ok(Flow::Close(code.into())),
            Output::Drop => return Ok(Flow::Drop),
        }
    }
    if waits {
        match socket.flush().await {
            // The close handshake is complete.
            Ok(()) | Err(Error::ConnectionClosed) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Flow::Go)
}

/// The close code of a protocol error; `None` when the peer is gone.
fn close_code(error: &Error) -> Option<CloseCode> {
    match error {
        Error::Capacity(_) => Some(CloseCode::Size),
        Error::Utf8(_) => Some(CloseCode::Invalid),
        Error::Protocol(
            ProtocolError::ResetWithoutClosingHandshake
            | ProtocolError::SendAfterClosing
            | ProtocolError::ReceivedAfterClosing,
        )
        | Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Tls(_)
        | Error::WriteBufferFull(_)
        | Error::Url(_)
        | Error::Http(_)
        | Error::HttpFormat(_) => None,
        Error::Protocol(_) | Error::AttackAttempt => Some(CloseCode::Protocol),
    }
}

/// Sends the close frame, and waits a little for the other end to close the connection.
pub(crate) async fn close(mut socket: Box<Socket>, code: CloseCode) {
    let said = async {
        let frame = CloseFrame { code, reason: "".into() };
        socket.send(Message::Close(Some(frame))).await?;
        let io = socket.get_mut();
        io.shutdown().await?;
        // With bytes left unread the connection would be reset, and the final message lost with it.
        copy(io, &mut sink()).await?;
        Ok::<_, Error>(())
    };
    // Who does not listen has been waited for.
    let _ = timeout(CLOSE_TIMEOUT, said).await;
}

async fn sleep_until(clock: Arc<ShellClock>, deadline: Option<Timestamp>) {
    match deadline {
        Some(deadline) => clock.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
