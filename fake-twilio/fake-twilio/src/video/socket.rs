//! One signaling connection: moves text between the WebSocket, the line and the hub.

use std::{future::poll_fn, sync::Arc, time::Duration};

use fake_store::Clock;
use fake_video::{Config, Denial, Drained, End, Event, Hub, Line, Outbox, Output, Ticket, hang_up};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};
use twilio_wire::signaling::{
    ClientMessage, Connect, Disconnect, Iced, ServerMessage, Sync, UpdateRequest,
};

use super::hubs;
use crate::{
    clock::ShellClock,
    handshake::{self, Socket},
    shared::Shared,
};

/// Real time that a client may take to read what fills its socket.
const PATIENCE: Duration = Duration::from_secs(30);

/// Heartbeats are between two real programs: they keep to the machine's clock even when the
/// emulator's stands still.
const HEART: ShellClock = ShellClock::System;

/// A connection with its machine.
struct Client {
    shared: Arc<Shared>,
    line: Line,
    outbox: Arc<Outbox>,
    seat: Option<(Arc<Hub>, Ticket)>,
}

/// Whether the connection goes on.
#[derive(PartialEq, Eq)]
enum Flow {
    Go,
    End,
}

/// Serves a WebSocket until either side ends it.
pub(crate) async fn serve(shared: Arc<Shared>, mut socket: Socket) {
    let line = Line::new(Config::default(), HEART.now());
    let mut client = Client { shared, line, outbox: Arc::default(), seat: None };
    let ran = client.run(&mut socket).await;
    if let Some((hub, ticket)) = &client.seat {
        hub.lose(*ticket);
    }
    drop(client);
    if let Err(error) = ran {
        tracing::debug!(%error, "signaling connection lost");
        handshake::part(socket, &error).await;
    }
}

impl Client {
    async fn run(&mut self, socket: &mut Socket) -> Result<(), Error> {
        let shared = self.shared.clone();
        let mut stopping = std::pin::pin!(shared.stopping());
        let mut messages = Vec::new();
        let mut ended = false;
        let mut armed = self.line.deadline();
        let mut timer = std::pin::pin!(sleep_until(armed));
        loop {
            if self.flush(socket).await? == Flow::End {
                return Ok(());
            }
            let deadline = self.line.deadline();
            // Most messages leave it where it was.
            if deadline != armed {
                armed = deadline;
                timer.set(sleep_until(armed));
            }
            tokio::select! {
                message = socket.next() => match message.transpose()? {
                    Some(message) => self.read(&message),
                    None => return Ok(()),
                },
                drained = poll_fn(|cx| self.outbox.poll_drain(cx, &mut messages)), if !ended => {
                    ended = matches!(drained, Drained::End(_));
                    self.drain(drained, &mut messages);
                }
                () = &mut timer => {
                    self.line.handle_timeout(HEART.now());
                    armed = None;
                    timer.set(sleep_until(None));
                }
                () = &mut stopping => {
                    self.line.hang_up(hang_up::GOING_AWAY);
                    self.flush(socket).await?;
                    return Ok(());
                }
            }
        }
    }

    /// Does what the machine wants done.
    async fn flush(&mut self, socket: &mut Socket) -> Result<Flow, Error> {
        let outbox = self.outbox.clone();
        tokio::select! {
            biased;
            sent = self.send(socket) => sent,
            // Who reads nothing and misses too much is given up; there is no room for a word.
            () = poll_fn(|cx| outbox.poll_overflow(cx)) => Ok(Flow::End),
        }
    }

    async fn send(&mut self, socket: &mut Socket) -> Result<Flow, Error> {
        let mut fed = false;
        while let Some(output) = self.line.poll() {
            match output {
                Output::Event(event) => self.take(event),
                Output::Send(text) => {
                    fed = true;
                    if patiently(socket.feed(Message::text(text))).await? == Flow::End {
                        return Ok(Flow::End);
                    }
                }
                Output::HangUp(code) => {
                    let code = CloseCode::from(code);
                    patiently(socket.close(Some(CloseFrame { code, reason: "".into() }))).await?;
                    return Ok(Flow::End);
                }
            }
        }
        if fed { patiently(socket.flush()).await } else { Ok(Flow::Go) }
    }

    fn read(&mut self, message: &Message) {
        match message {
            Message::Text(text) => self.line.handle_text(text, HEART.now()),
            // The SDK closes so when it leaves, even if it had no time to say so.
            Message::Close(Some(frame)) if frame.code == CloseCode::Normal => self.leave(),
            // Answered by the WebSocket library, or without a meaning.
            Message::Binary(_)
            | Message::Ping(_)
            | Message::Pong(_)
            | Message::Close(_)
            | Message::Frame(_) => {}
        }
    }

    fn drain(&mut self, drained: Drained, messages: &mut Vec<ServerMessage>) {
        match drained {
            Drained::Messages => {
                for message in messages.drain(..) {
                    self.line.tell(message);
                }
            }
            Drained::End(End::Over) => self.line.close(HEART.now()),
            Drained::End(End::Overflow) => self.line.hang_up(hang_up::TRY_AGAIN),
            Drained::End(End::Superseded) => self.line.hang_up(hang_up::SUPERSEDED),
        }
    }

    fn take(&mut self, event: Event) {
        let taken = match event {
            Event::Bye => {
                self.leave();
                Ok(())
            }
            Event::Message(message) => self.answer(*message),
        };
        if let Err(denial) = taken {
            tracing::info!(code = denial.code(), "signaling client refused");
            self.line.tell(ServerMessage::from(denial));
        }
    }

    fn answer(&mut self, message: ClientMessage) -> Result<(), Denial> {
        match message {
            ClientMessage::Ice(request) => {
                hubs::guest(&self.shared, request.token.expose())?;
                let servers = self.shared.ice_servers.clone();
                self.line.tell(ServerMessage::Iced(Iced::new(servers)));
                Ok(())
            }
            // A client that waits too long for the answer to its hello repeats its request.
            ClientMessage::Connect(_) | ClientMessage::Sync(_) if self.seat.is_some() => Ok(()),
            ClientMessage::Connect(connect) => self.connect(*connect),
            ClientMessage::Sync(sync) => self.sync(*sync),
            ClientMessage::Update(update) => self.update(update),
            ClientMessage::Disconnect(Disconnect { .. }) => {
                self.leave();
                Ok(())
            }
        }
    }

    fn connect(&mut self, connect: Connect) -> Result<(), Denial> {
        let guest = hubs::guest(&self.shared, connect.token.expose())?;
        let hub = hubs::hub(&self.shared, guest.account)?;
        let ticket = hub.connect(&guest, connect, self.outbox.clone())?;
        tracing::info!(identity = &*guest.identity, room = %ticket.room, "participant connected");
        self.seat = Some((hub, ticket));
        Ok(())
    }

    fn sync(&mut self, sync: Sync) -> Result<(), Denial> {
        let guest = hubs::guest(&self.shared, sync.token.expose())?;
        let hub = hubs::hub(&self.shared, guest.account)?;
        let ticket = hub.sync(&guest, sync, self.outbox.clone())?;
        tracing::info!(identity = &*guest.identity, room = %ticket.room, "participant back");
        self.seat = Some((hub, ticket));
        Ok(())
    }

    fn update(&mut self, update: UpdateRequest) -> Result<(), Denial> {
        let (hub, ticket) = self.seat.as_ref().ok_or(Denial::NoSession)?;
        hub.update(*ticket, update)
    }

    fn leave(&mut self) {
        if let Some((hub, ticket)) = self.seat.take() {
            hub.leave(ticket);
            // A seat is left once: whoever wants another comes with another socket.
            self.line.close(HEART.now());
        }
    }
}

/// A client that reads nothing for so long is given up like one that is gone.
async fn patiently(sending: impl Future<Output = Result<(), Error>>) -> Result<Flow, Error> {
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(sent) => sent.map(|()| Flow::Go),
        Err(_) => Ok(Flow::End),
    }
}

async fn sleep_until(deadline: Option<jiff::Timestamp>) {
    match deadline {
        Some(deadline) => HEART.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
