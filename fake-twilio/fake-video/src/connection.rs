//! The server's end of one signaling WebSocket.
//!
//! The machine keeps the opening, heartbeats, silence and the close handshake; what the client
//! sends about rooms goes to the application. Time is an argument.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use twilio_wire::signaling::{
    ClientFrame, ClientMessage, FrameError, Hello, RoomError, ServerFrame, ServerMessage,
};

use crate::SignalingError;

/// WebSocket close codes in use. To the SDK 1000 means that the room was left on purpose; every
/// other code makes it come back (`twilio-video` 2.36.0, `lib/twilioconnection.js`).
pub mod close_code {
    /// Normal close.
    pub const NORMAL: u16 = 1000;
    /// The server stops, or the client is silent for too long.
    pub const GOING_AWAY: u16 = 1001;
    /// The client did not send `hello`.
    pub const POLICY: u16 = 1008;
    /// A message is too long.
    pub const TOO_BIG: u16 = 1009;
    /// The client reads too slowly.
    pub const TRY_AGAIN: u16 = 1013;
    /// The participant goes on with another socket; the code is this project's own.
    pub const SUPERSEDED: u16 = 4000;
}

/// Time limits and sizes of a [`SignalingConnection`].
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Silence after which the client sends a heartbeat: what it proposes (`twilio-video` 2.36.0).
    pub negotiated_timeout: SignedDuration,
    /// How often the server sends a heartbeat, whatever else it sends: versions before 2.5.0 count
    /// nothing else.
    pub heartbeat: SignedDuration,
    /// Timeout of `hello`: what the SDK allows the server to open the socket.
    pub hello_timeout: SignedDuration,
    /// How long a client may take to close after the final message.
    pub close_timeout: SignedDuration,
    /// Longest frame that is read, in bytes.
    ///
    /// assumed: 1 MiB; descriptions with dozens of tracks stay far below.
    pub max_frame: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            negotiated_timeout: SignedDuration::from_secs(5),
            heartbeat: SignedDuration::from_millis(2_500),
            hello_timeout: SignedDuration::from_secs(15),
            close_timeout: SignedDuration::from_secs(5),
            max_frame: 1024 * 1024,
        }
    }
}

/// What the owner of the socket does next.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send this text message.
    Send(String),
    /// An event for the application.
    Event(Event),
    /// Close the WebSocket with this code; the machine is through with this socket.
    Close(u16),
}

/// A message of a client.
#[derive(Clone, Debug)]
pub enum Event {
    /// Something about a room.
    Message(Box<ClientMessage>),
    /// It is about to close the socket.
    Bye,
}

/// One accepted WebSocket.
#[derive(Debug)]
pub struct SignalingConnection {
    config: Config,
    phase: Phase,
    /// When the client has been silent, or has dawdled, for too long.
    silence_deadline: Timestamp,
    /// When the next heartbeat is due.
    heartbeat: Option<Timestamp>,
    outputs: VecDeque<Output>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing but `hello` is welcome.
    Opening,
    /// Messages go both ways.
    Open,
    /// The final message has been sent.
    Closing,
    /// The socket is gone.
    Over,
}

/// Heartbeats that may be missed before a client counts as lost, as in the SDK.
const MISSED_HEARTBEATS: i32 = 3;

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

impl SignalingConnection {
    /// A connection on a WebSocket that was just accepted.
    pub fn new(config: Config, now: Timestamp) -> Self {
        Self {
            config,
            phase: Phase::Opening,
            silence_deadline: later(now, config.hello_timeout),
            heartbeat: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes a text message from the client.
    pub fn handle_text(&mut self, text: &str, now: Timestamp) {
        if self.phase == Phase::Over {
            return;
        }
        if text.len() > self.config.max_frame {
            return self.close_with(close_code::TOO_BIG);
        }
        match ClientFrame::parse(text) {
            Ok(frame) => self.handle_frame(&frame, now),
            Err(error) => self.complain(&error),
        }
    }

    fn handle_frame(&mut self, frame: &ClientFrame<'_>, now: Timestamp) {
        if self.phase == Phase::Open {
            self.silence_deadline = later(now, self.silence());
        }
        match (self.phase, frame) {
            (Phase::Over, _)
            | (
                Phase::Closing,
                ClientFrame::Hello(_) | ClientFrame::Heartbeat | ClientFrame::Message(_),
            )
            | (Phase::Opening | Phase::Open, ClientFrame::Heartbeat) => {}
            (Phase::Opening | Phase::Open, ClientFrame::Hello(hello)) => self.welcome(hello, now),
            (Phase::Open, ClientFrame::Message(body)) => self.take(body),
            (Phase::Opening, ClientFrame::Message(_)) => self.bad("hello was expected"),
            (Phase::Opening | Phase::Open | Phase::Closing, ClientFrame::Bye) => {
                self.outputs.push_back(Output::Event(Event::Bye));
                self.close(now);
            }
        }
    }

    /// A client that waits too long for `welcome` sends `hello` again; its body may come twice.
    fn welcome(&mut self, hello: &Hello<'_>, now: Timestamp) {
        let millis = self.config.negotiated_timeout.as_millis();
        let negotiated_timeout = u64::try_from(millis).unwrap_or_default();
        self.send_frame(&ServerFrame::Welcome { negotiated_timeout });
        self.phase = Phase::Open;
        self.silence_deadline = later(now, self.silence());
        self.heartbeat.get_or_insert(later(now, self.config.heartbeat));
        if let Some(body) = hello.body {
            self.take(body);
        }
    }

    fn silence(&self) -> SignedDuration {
        self.config.negotiated_timeout * MISSED_HEARTBEATS
    }

    fn take(&mut self, body: &RawValue) {
        match ClientMessage::parse(body.get()) {
            Ok(message) => {
                self.outputs.push_back(Output::Event(Event::Message(Box::new(message))));
            }
            // assumed: a live server's answer to a message without its members would settle it.
            Err(_) => self.send(ServerMessage::Error(RoomError::from(SignalingError::Malformed))),
        }
    }

    fn complain(&mut self, error: &FrameError) {
        self.bad(&error.to_string());
    }

    fn bad(&mut self, reason: &str) {
        self.send_frame(&ServerFrame::Bad { reason: reason.to_owned() });
    }

    fn send_frame(&mut self, frame: &ServerFrame) {
        self.outputs.push_back(Output::Send(frame.to_text()));
    }

    /// Sends a room message; without effect before the client was welcomed and once it leaves: the SDK
    /// has closed its connection then, and warns of everything that still comes.
    pub fn send(&mut self, message: ServerMessage) {
        if self.phase == Phase::Open {
            self.send_frame(&ServerFrame::Msg { body: message });
        }
    }

    /// Waits for the client to close, as it does after an error, and closes if it does not.
    pub fn close(&mut self, now: Timestamp) {
        if self.phase != Phase::Over {
            self.phase = Phase::Closing;
            self.heartbeat = None;
            self.silence_deadline = later(now, self.config.close_timeout);
        }
    }

    /// Closes at once.
    pub fn close_with(&mut self, code: u16) {
        if self.phase != Phase::Over {
            self.phase = Phase::Over;
            self.heartbeat = None;
            self.outputs.push_back(Output::Close(code));
        }
    }

    /// Does what is due; harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.phase != Phase::Over && self.silence_deadline <= now {
            return self.close_with(match self.phase {
                Phase::Opening => close_code::POLICY,
                Phase::Open => close_code::GOING_AWAY,
                Phase::Closing | Phase::Over => close_code::NORMAL,
            });
        }
        if self.heartbeat.is_some_and(|at| at <= now) {
            self.send_frame(&ServerFrame::Heartbeat);
            self.heartbeat = Some(later(now, self.config.heartbeat));
        }
    }

    /// The next time to call [`Self::handle_timeout`].
    pub fn deadline(&self) -> Option<Timestamp> {
        let silence_deadline = (self.phase != Phase::Over).then_some(self.silence_deadline);
        silence_deadline.into_iter().chain(self.heartbeat).min()
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }
}
