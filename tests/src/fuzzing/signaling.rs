//! Video signaling: a few sockets of an account, each of which says anything.
//!
//! An input is a list of lines: `0 {"type":…}` is a text on socket 0, `0` alone breaks the socket, `+30`
//! lets seconds pass. A token is the identity itself, and `{{session}}` stands for the session that the
//! socket was told last.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use fake_core::text::Text;
use fake_store::Clock;
use fake_video::{
    Config, Drained, End, Event, Hub, Outbox, Output, SessionHandle, SignalingConnection,
    SignalingError, VideoCaller, close_code,
};
use jiff::SignedDuration;
use twilio_wire::{
    signaling::{ClientMessage, Iced, ServerFrame, ServerMessage},
    twilsock::Secret,
};

use super::Outcome;
use crate::system::System;

/// Sockets at the same time.
const SOCKETS: usize = 4;

/// Lines that are read of one input.
const MAX_LINES: usize = 256;

struct Room {
    system: System,
    hub: Hub,
    outcome: Outcome,
}

struct Socket {
    connection: SignalingConnection,
    outbox: Arc<Outbox>,
    joined: Option<SessionHandle>,
    session: String,
    is_over: bool,
}

pub(super) fn run(input: &[u8]) -> Outcome {
    let system = System::new();
    let rooms = system.store.rooms(system.account).expect("the account's rooms");
    let mut room = Room { hub: Hub::new(rooms, 7), system, outcome: Outcome::default() };
    let mut sockets: Vec<_> = (0..SOCKETS).map(|_| Socket::open(&room)).collect();
    for line in String::from_utf8_lossy(input).lines().take(MAX_LINES) {
        let mut letters = line.chars();
        match letters.next() {
            Some('+') => room.wait(&mut sockets, letters.as_str()),
            Some(digit) => {
                let number = digit.to_digit(10).and_then(|it| usize::try_from(it).ok());
                let Some(socket) = number.and_then(|it| sockets.get_mut(it)) else { continue };
                match letters.as_str().strip_prefix(' ') {
                    Some(text) => socket.hear(&mut room, text),
                    None => *socket = std::mem::replace(socket, Socket::open(&room)).cut(&room),
                }
            }
            None => {}
        }
        for socket in &mut sockets {
            socket.settle(&mut room);
        }
    }
    room.outcome
}

impl Room {
    fn wait(&self, sockets: &mut [Socket], seconds: &str) {
        let seconds: u16 = seconds.parse().unwrap_or(1);
        self.system.clock.move_by(SignedDuration::from_secs(seconds.into()));
        self.hub.expire();
        let now = self.system.clock.now();
        assert!(self.hub.deadline().is_none_or(|at| at > now), "the hub did what was due");
        for socket in sockets {
            socket.connection.handle_timeout(now);
            assert!(
                socket.connection.deadline().is_none_or(|at| at > now),
                "what was due was done"
            );
        }
    }

    fn caller(&self, token: &Secret) -> VideoCaller {
        let identity = Text::from(token.expose().to_owned());
        VideoCaller { account: self.system.account, identity, room: None }
    }
}

impl Socket {
    fn open(room: &Room) -> Self {
        Self {
            connection: SignalingConnection::new(Config::default(), room.system.clock.now()),
            outbox: Arc::default(),
            joined: None,
            session: String::new(),
            is_over: false,
        }
    }

    /// The socket breaks, and a new one comes in its place, whose client knows the session.
    fn cut(self, room: &Room) -> Self {
        if let Some(handle) = self.joined {
            room.hub.lose(handle);
        }
        Self { session: self.session, ..Self::open(room) }
    }

    fn hear(&mut self, room: &mut Room, text: &str) {
        let text = text.replace("{{session}}", &self.session);
        self.connection.handle_text(&text, room.system.clock.now());
        self.settle(room);
    }

    /// Does all that is to be done.
    fn settle(&mut self, room: &mut Room) {
        self.drain(room);
        while let Some(output) = self.connection.poll() {
            assert!(!self.is_over, "nothing comes after the end");
            match output {
                Output::Send(text) => {
                    let frame = ServerFrame::parse(&text).expect("a line says frames");
                    self.note(room, &frame);
                }
                Output::Close(_) => self.is_over = true,
                Output::Event(event) => self.take(room, event),
            }
            self.drain(room);
        }
    }

    fn note(&mut self, room: &mut Room, frame: &ServerFrame) {
        match frame {
            ServerFrame::Bad { .. } | ServerFrame::Msg { body: ServerMessage::Error(_) } => {
                room.outcome.note(false);
            }
            ServerFrame::Msg { body: ServerMessage::Connected(state) } => {
                let session = state.session.as_ref().expect("who joins gets a session");
                session.expose().clone_into(&mut self.session);
                room.outcome.note(true);
            }
            ServerFrame::Msg { .. } => room.outcome.note(true),
            ServerFrame::Welcome { .. } | ServerFrame::Heartbeat => {}
        }
    }

    fn take(&mut self, room: &Room, event: Event) {
        let taken = match event {
            Event::Bye => {
                self.leave(room);
                Ok(())
            }
            Event::Message(message) => self.answer(room, *message),
        };
        if let Err(error) = taken {
            self.connection.send(ServerMessage::from(error));
        }
    }

    fn answer(&mut self, room: &Room, message: ClientMessage) -> Result<(), SignalingError> {
        match message {
            ClientMessage::Ice(_) => {
                self.connection.send(ServerMessage::Iced(Iced::new(Vec::new())));
            }
            ClientMessage::Connect(_) | ClientMessage::Sync(_) if self.joined.is_some() => {}
            ClientMessage::Connect(connect) => {
                let caller = room.caller(&connect.token);
                self.joined = Some(room.hub.connect(&caller, *connect, self.outbox.clone())?);
            }
            ClientMessage::Sync(sync) => {
                let caller = room.caller(&sync.token);
                self.joined = Some(room.hub.sync(&caller, *sync, self.outbox.clone())?);
            }
            ClientMessage::Update(update) => {
                let handle = self.joined.ok_or(SignalingError::NoSession)?;
                room.hub.update(handle, update)?;
            }
            ClientMessage::Disconnect(_) => self.leave(room),
        }
        Ok(())
    }

    fn leave(&mut self, room: &Room) {
        if let Some(handle) = self.joined.take() {
            room.hub.leave(handle);
            self.connection.close(room.system.clock.now());
        }
    }

    fn drain(&mut self, room: &Room) {
        let mut messages = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(drained) = self.outbox.poll_drain(&mut context, &mut messages) {
            for message in messages.drain(..) {
                self.connection.send(message);
            }
            match drained {
                Drained::Messages => continue,
                Drained::End(End::Over) => self.connection.close(room.system.clock.now()),
                Drained::End(End::Overflow) => self.connection.close_with(close_code::TRY_AGAIN),
                Drained::End(End::Superseded) => self.connection.close_with(close_code::SUPERSEDED),
            }
            break;
        }
    }
}
