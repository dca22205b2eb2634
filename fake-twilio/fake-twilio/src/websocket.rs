//! The one driver of every WebSocket: moves messages between a socket and a session.
//!
//! What may wait in memory is bounded here for chat, signaling and telemetry alike: a client is read
//! only when everything that was sent to it, the library's own answers to pings included, has left
//! for the network.

mod change;
mod lane;
mod layer;

use std::{
    future::Future,
    io,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use fake_store::Clock;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use layer::Cut;
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

use crate::{clock::ShellClock, handshake::Socket, line::Line};

pub(crate) use layer::SocketLayer;

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
    /// It stays open, and nothing is read or sent any more.
    Silence,
}

/// Serves a WebSocket until either side ends it, or `stopping` returns.
///
/// Both are boxed, because what a future is given takes room in each future around it.
pub(crate) async fn drive<S: Session>(
    mut session: Box<S>,
    mut socket: Box<Socket>,
    mut layer: SocketLayer,
    line: Arc<Line>,
    stopping: impl Future<Output = ()> + Send,
) {
    let mut stopping = pin!(stopping);
    let (layer, stop) = (&mut layer, stopping.as_mut());
    let driver = Driver { session: session.as_mut(), socket: socket.as_mut(), layer, line };
    let ran = driver.run(stop).await;
    if let Ok(Flow::Silence) = ran {
        // Boxed, because few connections need the room.
        return Box::pin(silence(session, socket, stopping)).await;
    }
    // The connection permit is released before the close handshake.
    drop(session);
    match ran {
        Ok(Flow::Close(code)) => close(socket, code).await,
        Ok(Flow::Go | Flow::Drop | Flow::Silence) => {}
        Err(error) => {
            tracing::debug!(%error, "a WebSocket connection was lost");
            if let Some(code) = close_code(&error) {
                close(socket, code).await;
            }
        }
    }
}

/// A session with what lies between it and the network.
struct Driver<'a, S> {
    session: &'a mut S,
    socket: &'a mut Socket,
    layer: &'a mut SocketLayer,
    line: Arc<Line>,
}

impl<S: Session> Driver<'_, S> {
    /// Ends with what is left to do on the socket.
    async fn run(
        mut self,
        mut stopping: Pin<&mut (impl Future<Output = ()> + Send)>,
    ) -> Result<Flow, Error> {
        let (mut armed, clock) = self.session.deadline();
        let mut timer = pin!(sleep_until(clock.clone(), armed));
        let mut answered = false;
        loop {
            let flow = self.flush(answered).await?;
            if flow != Flow::Go {
                return Ok(flow);
            }
            answered = false;
            let (deadline, clock) = self.session.deadline();
            // Most messages leave it where it was.
            if deadline != armed {
                armed = deadline;
                timer.set(sleep_until(clock.clone(), armed));
            }
            let mut flow = Flow::Go;
            tokio::select! {
                message = self.socket.next(), if self.layer.reads() => match message.transpose()? {
                    Some(Message::Text(text)) => flow = self.take(Input::Text(text)),
                    Some(Message::Binary(bytes)) => flow = self.take(Input::Binary(bytes)),
                    Some(Message::Close(frame)) => {
                        answered = true;
                        if frame.is_some_and(|frame| frame.code == CloseCode::Normal) {
                            flow = self.take(Input::Closed);
                        }
                    }
                    // The library answers, and the answer has to leave before more is read.
                    Some(Message::Ping(_)) => answered = true,
                    Some(Message::Pong(_) | Message::Frame(_)) => {}
                    None => return Ok(Flow::Drop),
                },
                () = self.session.wake() => {}
                () = &mut timer => {
                    let clock = self.session.deadline().1.clone();
                    self.session.handle_timeout(clock.now());
                    armed = None;
                    timer.set(sleep_until(clock, None));
                }
                () = self.layer.due() => {
                    let next = self.layer.next_in();
                    flow = self.pass(next);
                }
                () = stopping.as_mut() => {
                    self.layer.end();
                    self.session.stop();
                    return self.flush(true).await;
                }
            }
            if flow != Flow::Go {
                return Ok(flow);
            }
        }
    }

    /// Gives the session what came in, unless it is still under way.
    fn take(&mut self, input: Input) -> Flow {
        let next = self.layer.incoming(input);
        self.pass(next)
    }

    fn pass(&mut self, mut next: Option<Result<Input, Cut>>) -> Flow {
        while let Some(passed) = next {
            match passed {
                Ok(input) => self.session.handle(input),
                Err(cut) => return self.cut(cut),
            }
            next = self.layer.next_in();
        }
        Flow::Go
    }

    fn cut(&self, cut: Cut) -> Flow {
        match cut {
            Cut::Close(code) => Flow::Close(code.into()),
            Cut::Reset => {
                self.line.reset();
                Flow::Drop
            }
            Cut::Silence => Flow::Silence,
            Cut::Overflow => Flow::Drop,
        }
    }

    /// Executes the outputs of the session, within [`WRITE_TIMEOUT`].
    async fn flush(&mut self, answered: bool) -> Result<Flow, Error> {
        let overflow = self.session.overflow();
        let in_time = timeout(WRITE_TIMEOUT, self.send(answered));
        tokio::select! {
            biased;
            sent = in_time => sent.unwrap_or_else(|_| Err(Error::Io(io::ErrorKind::TimedOut.into()))),
            // A client that does not read must not keep its connection permit meanwhile.
            () = overflow => Ok(Flow::Drop),
        }
    }

    async fn send(&mut self, answered: bool) -> Result<Flow, Error> {
        let mut waits = answered;
        while let Some(passed) = self.next_output() {
            match passed {
                Ok(Output::Send(message)) => {
                    waits = true;
                    self.socket.feed(message).await?;
                }
                Ok(Output::Close(code)) => return Ok(Flow::Close(code.into())),
                Ok(Output::Drop) => return Ok(Flow::Drop),
                Err(cut) => {
                    // What was sent before nothing more is sent arrives.
                    if cut == Cut::Silence && waits {
                        self.leave_for_network().await?;
                    }
                    return Ok(self.cut(cut));
                }
            }
        }
        if waits {
            self.leave_for_network().await?;
        }
        Ok(Flow::Go)
    }

    async fn leave_for_network(&mut self) -> Result<(), Error> {
        match self.socket.flush().await {
            // The close handshake is complete.
            Ok(()) | Err(Error::ConnectionClosed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What is executed next: what was under way, then what the session says.
    fn next_output(&mut self) -> Option<Result<Output, Cut>> {
        loop {
            if let Some(passed) = self.layer.next_out() {
                return Some(passed);
            }
            match self.session.poll() {
                Some(output) => {
                    if let Some(passed) = self.layer.outgoing(output) {
                        return Some(passed);
                    }
                }
                None if self.layer.send_errors() => {}
                None => return None,
            }
        }
    }
}

/// Keeps a connection open on which nothing is read or sent any more, until the client goes away.
async fn silence<S: Session>(
    mut session: Box<S>,
    mut socket: Box<Socket>,
    mut stopping: Pin<&mut (impl Future<Output = ()> + Send)>,
) {
    // What still comes is not looked at.
    let mut unread = pin!(async move {
        let mut sink = sink();
        copy(socket.get_mut(), &mut sink).await
    });
    loop {
        let (deadline, clock) = session.deadline();
        let clock = clock.clone();
        tokio::select! {
            _ = &mut unread => return,
            () = stopping.as_mut() => return,
            () = session.wake() => {}
            () = sleep_until(clock.clone(), deadline) => session.handle_timeout(clock.now()),
        }
        let ends = |output: Output| matches!(output, Output::Close(_) | Output::Drop);
        if std::iter::from_fn(|| session.poll()).any(ends) {
            break;
        }
    }
    // The emulator has given the client up, which is not aware of it.
    drop(session);
    tokio::select! {
        _ = unread => {}
        () = stopping => {}
    }
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
