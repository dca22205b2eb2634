//! The server's end of one WebSocket.
//!
//! The machine keeps the handshake, pings, the token's life and the close handshake; the application
//! decides about tokens and answers requests.

use std::collections::VecDeque;

use bytes::Bytes;
use http::Response;
use jiff::{SignedDuration, Timestamp};
use twilio_wire::twilsock::{
    ContinuationTokenStatus, Header, InitRegistration, Method, Registration, Status,
    TOKEN_ABOUT_TO_EXPIRE,
};

use crate::{Frame, FrameError, FrameId, FrameIds, close_code, time::later, tunnel};

mod config;
mod event;
mod reply;
mod timers;

pub use config::Config;
pub use event::Event;
pub use reply::{Accepted, Close, Reissue, ReplyError};

use timers::{Timer, Timers};

/// What the owner of the server's socket does next.
pub type Output = crate::Output<Event>;

/// One accepted WebSocket.
#[derive(Debug)]
pub struct Connection {
    config: Config,
    ids: FrameIds,
    phase: Phase,
    /// An `update` that the application has not decided about yet.
    update: Option<FrameId>,
    timers: Timers,
    outputs: VecDeque<Output>,
}

/// How far the conversation with the client has come.
#[derive(Debug)]
enum Phase {
    /// Nothing but `init` is welcome.
    AwaitingInit,
    /// The application looks at the token.
    Deciding { id: FrameId, registrations: Vec<Registration> },
    /// Requests are answered and events pushed.
    Open,
    /// The token is refused, and the client is to go.
    Closing,
    /// The socket is gone.
    Over,
}

impl Connection {
    /// A connection whose WebSocket was just accepted.
    pub fn new(config: Config, now: Timestamp) -> Self {
        let mut timers = Timers::default();
        timers.set(Timer::Init, later(now, config.init_timeout));
        Self {
            ids: FrameIds::new(config.id_seed),
            config,
            phase: Phase::AwaitingInit,
            update: None,
            timers,
            outputs: VecDeque::new(),
        }
    }

    /// Takes a binary message from the client.
    pub fn handle_message(&mut self, message: &Bytes, now: Timestamp) {
        if matches!(self.phase, Phase::Over) {
            return;
        }
        self.heard();
        if message.len() > self.config.max_message {
            return self.close_with(close_code::TOO_BIG);
        }
        match Frame::decode(message) {
            Ok(frame) => self.handle_frame(frame, now),
            // assumed: the SDK's texts for 406 and 417 say which is which; production may differ.
            Err(FrameError::Preamble) => self.close(Close::unsupported_protocol()),
            Err(error) => self.close(Close::protocol_error(&error.to_string())),
        }
    }

    /// Takes a text message from the client, which has no meaning.
    ///
    /// assumed: it is ignored, as the SDK ignores the server's; a capture with a text message
    /// would settle it.
    pub fn handle_text(&mut self) {
        self.heard();
    }

    /// Does what is due; harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        while let Some(timer) = self.timers.take_due(now) {
            match timer {
                Timer::Init => self.close_with(close_code::POLICY),
                Timer::Silence => self.close_with(close_code::GOING_AWAY),
                Timer::Farewell => self.close_with(close_code::NORMAL),
                Timer::Expired => self.close(Close::token_expired()),
                Timer::Ping => self.ping(now),
                Timer::Expiring => self.announce_expiry(),
            }
        }
    }

    /// Whether requests are answered and events pushed; neither before a decision about the token nor
    /// after the final message.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open)
    }

    /// The next time to call [`Self::handle_timeout`].
    pub fn deadline(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    /// Accepts an `init` or `update`; an id that waits for no decision is ignored.
    pub fn accept(&mut self, id: &FrameId, accepted: Accepted, now: Timestamp) {
        let expires_at = accepted.expires_at;
        if self.update.as_ref() == Some(id) {
            self.update = None;
            self.answer(id.as_str(), Status::ok());
        } else {
            let Some(registrations) = self.take_decision(id) else { return };
            self.phase = Phase::Open;
            self.timers.clear(Timer::Init);
            self.timers.set(Timer::Ping, later(now, self.config.ping_interval));
            self.greet(id, accepted, registrations);
        }
        self.timers.expire(expires_at, self.config.about_to_expire, now);
        self.handle_timeout(now);
    }

    /// Refuses an `init` or `update`; a refused `init` ends the connection, a refused `update`
    /// leaves the old token in force.
    ///
    /// assumed: the second half; the SDK closes by itself after 401 and 403.
    pub fn reject(&mut self, id: &FrameId, error: ReplyError, now: Timestamp) {
        if self.update.as_ref() == Some(id) {
            self.update = None;
            self.send(&error.into_frame(id));
        } else if self.take_decision(id).is_some() {
            self.send(&error.into_frame(id));
            self.part(now);
        }
    }

    /// Answers a request; dropped when the client is gone.
    pub fn reply(&mut self, id: &FrameId, response: Response<Bytes>) {
        self.push(tunnel::write_response(id.as_str(), response));
    }

    /// Sends an encoded frame, such as [`crate::notification`]; dropped unless the client is
    /// connected.
    pub fn push(&mut self, message: Bytes) {
        if matches!(self.phase, Phase::Open) {
            self.outputs.push_back(Output::Send(message));
        }
    }

    /// Sends `close` and closes at once. The SDK acknowledges a `close`, obeys it and waits for
    /// nothing else of the server (`DISCONNECTING_TIMEOUT` is a timer of its own).
    pub fn close(&mut self, close: Close) {
        if matches!(self.phase, Phase::Closing | Phase::Over) {
            return;
        }
        let id = self.ids.draw();
        self.send(&close.into_frame(&id));
        self.close_with(close_code::NORMAL);
    }

    /// The next thing to do; drain it after every other call.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn handle_frame(&mut self, frame: Frame, now: Timestamp) {
        if matches!(self.phase, Phase::Closing) {
            if frame.header.method == Method::Close {
                self.close_with(close_code::NORMAL);
            }
            return;
        }
        match frame.header.method {
            Method::Init => self.handle_init(frame.header, now),
            Method::Update => self.handle_update(frame.header),
            Method::Message => self.handle_request(frame),
            Method::Reply | Method::Telemetry => {}
            Method::Close => {
                self.outputs.push_back(Output::Event(Event::Closed));
                self.close_with(close_code::NORMAL);
            }
            Method::Ping | Method::PutNotificationCtx | Method::DeleteNotificationCtx => {
                self.answer_if_open(&frame.header.id, Status::ok());
            }
            // assumed: the SDK never sends these to a server.
            Method::Notification | Method::ClientUpdate | Method::Other(_) => {
                let status = Status::new(400, "BAD_REQUEST").because("Unknown method");
                self.answer_if_open(&frame.header.id, status);
            }
        }
    }

    fn handle_init(&mut self, header: Header, now: Timestamp) {
        if !matches!(self.phase, Phase::AwaitingInit) {
            // assumed: the SDK sends one `init` per socket.
            let status = Status::new(400, "BAD_REQUEST").because("Already initialised");
            return self.answer(&header.id, status);
        }
        let id = FrameId::from(header.id);
        self.phase = Phase::Deciding {
            id: id.clone(),
            registrations: header.registrations.clone().unwrap_or_default(),
        };
        let Some(token) = header.token else {
            return self.reject(&id, ReplyError::invalid_token("Token is missing"), now);
        };
        self.outputs.push_back(Output::Event(Event::Init {
            id,
            token,
            continuation_token: header.continuation_token,
            registrations: header.registrations.unwrap_or_default(),
            metadata: header.metadata,
        }));
    }

    fn handle_update(&mut self, header: Header) {
        if !matches!(self.phase, Phase::Open) {
            return self.answer(&header.id, not_initialised());
        }
        let Some(token) = header.token else {
            let error = ReplyError::invalid_token("Token is missing");
            return self.send(&error.into_frame(&FrameId::from(header.id)));
        };
        if self.update.is_some() {
            // assumed: the SDK waits for the reply before it sends the next one.
            let status = Status::new(409, "CONFLICT").because("Another update is under way");
            return self.answer(&header.id, status);
        }
        let id = FrameId::from(header.id);
        self.update = Some(id.clone());
        self.outputs.push_back(Output::Event(Event::Update { id, token }));
    }

    fn handle_request(&mut self, frame: Frame) {
        let id = FrameId::from(frame.header.id.as_str());
        if !matches!(self.phase, Phase::Open) {
            return self.answer(id.as_str(), not_initialised());
        }
        match tunnel::read_request(frame) {
            Ok(request) => {
                let request = Box::new(request);
                self.outputs.push_back(Output::Event(Event::Request { id, request }));
            }
            Err(error) => self.reply(&id, reply::bad_request(&error.to_string())),
        }
    }

    /// Replies to an accepted `init`. Without `offline_storage`, which would make browsers keep
    /// descriptors over a restart of the server, and without the telemetry capability.
    fn greet(&mut self, id: &FrameId, accepted: Accepted, registrations: Vec<Registration>) {
        let registrations = registrations.into_iter().map(|wanted| InitRegistration {
            notification_ctx_id: self.ids.draw_uuid(),
            kind: wanted.kind,
            product: wanted.product,
            message_types: wanted.message_types,
        });
        let header = Header {
            init_registrations: Some(registrations.collect()),
            status: Some(Status::ok()),
            capabilities: Some(vec!["client_update".to_owned()]),
            continuation_token: Some(accepted.continuation_token),
            continuation_token_status: Some(match accepted.reissue {
                Some(reason) => reason.into(),
                None => ContinuationTokenStatus::default(),
            }),
            ..Header::new(Method::Reply, id.as_str())
        };
        self.send(&Frame::new(header));
    }

    fn announce_expiry(&mut self) {
        let id = self.ids.draw();
        self.send(&Frame::new(Header {
            client_update_type: Some(TOKEN_ABOUT_TO_EXPIRE.to_owned()),
            ..Header::new(Method::ClientUpdate, id)
        }));
    }

    fn ping(&mut self, now: Timestamp) {
        let id = self.ids.draw();
        self.send(&Frame::new(Header::new(Method::Ping, id)));
        if !self.timers.is_set(Timer::Silence) {
            // Counted from the ping: however far the clock was moved, a client that is alive is
            // pinged first and has its time to answer.
            let silence = self.config.ping_interval + self.config.silence_grace;
            self.timers.set(Timer::Silence, later(now, silence));
        }
        // A zero interval would loop forever.
        let interval = self.config.ping_interval.max(SignedDuration::from_millis(1));
        self.timers.set(Timer::Ping, later(now, interval));
    }

    /// Any message resets the ping timeout.
    fn heard(&mut self) {
        self.timers.clear(Timer::Silence);
    }

    /// The registrations of the `init` with this id, if it waits for a decision.
    fn take_decision(&mut self, wanted: &FrameId) -> Option<Vec<Registration>> {
        match &mut self.phase {
            Phase::Deciding { id, registrations } if id == wanted => {
                Some(std::mem::take(registrations))
            }
            Phase::Deciding { .. }
            | Phase::AwaitingInit
            | Phase::Open
            | Phase::Closing
            | Phase::Over => None,
        }
    }

    fn answer_if_open(&mut self, id: &str, status: Status) {
        let open = matches!(self.phase, Phase::Open);
        self.answer(id, if open { status } else { not_initialised() });
    }

    fn answer(&mut self, id: &str, status: Status) {
        self.send(&Frame::new(Header { status: Some(status), ..Header::new(Method::Reply, id) }));
    }

    fn send(&mut self, frame: &Frame) {
        self.outputs.push_back(Output::Send(frame.encode()));
    }

    /// Waits a little for the client to go.
    fn part(&mut self, now: Timestamp) {
        self.phase = Phase::Closing;
        self.update = None;
        self.timers = Timers::default();
        self.timers.set(Timer::Farewell, later(now, self.config.farewell));
    }

    fn close_with(&mut self, code: u16) {
        self.phase = Phase::Over;
        // A decision about it comes too late.
        self.update = None;
        self.timers = Timers::default();
        self.outputs.push_back(Output::Close(code));
    }
}

/// assumed: the SDK sends nothing before the reply to its `init` came.
fn not_initialised() -> Status {
    Status::new(401, "UNAUTHORIZED").because("Connection is not initialised")
}
