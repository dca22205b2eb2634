//! The client's end, which outlives its sockets.
//!
//! The machine introduces itself on every socket, carries requests, acknowledges what the server
//! sends and reports after each loss whether to reconnect. Dialling itself, and how long to wait
//! for it, is the caller's business.

use std::collections::VecDeque;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use twilio_wire::twilsock::{
    Backoff, Header, Method, Secret, Status, TOKEN_ABOUT_TO_EXPIRE, TOKEN_EXPIRED,
};

use crate::{Frame, FrameIds, close_code, time::later, tunnel};

mod config;
mod event;
mod requests;

pub use config::Config;
pub use event::{Event, Reconnect, RequestError, RequestId};

use requests::Requests;

/// What the owner of the client's socket does next.
pub type Output = crate::Output<Event>;

/// One client, over as many sockets as it takes.
#[derive(Debug)]
pub struct Connection {
    config: Config,
    ids: FrameIds,
    phase: Phase,
    token: Secret,
    continuation_token: Option<Secret>,
    /// The `update` that waits for its reply, and until when.
    update: Option<(String, Timestamp)>,
    requests: Requests,
    outputs: VecDeque<Output>,
}

/// How far the conversation with the server has come.
#[derive(Debug)]
enum Phase {
    /// There is no socket.
    Idle,
    /// `init` is sent.
    Initialising { id: String, token: Secret, deadline: Timestamp },
    /// `init` was accepted.
    Connected,
    /// This client will never dial again.
    Finished,
}

impl Connection {
    /// A client without a socket.
    pub fn new(config: Config, token: Secret) -> Self {
        Self {
            ids: FrameIds::new(config.id_seed),
            requests: Requests::new(config.queue_timeout, config.reply_timeout),
            config,
            phase: Phase::Idle,
            token,
            continuation_token: None,
            update: None,
            outputs: VecDeque::new(),
        }
    }

    /// Whether requests go out at once.
    pub fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected)
    }

    /// Introduces the client on a WebSocket that was just opened.
    pub fn handle_opened(&mut self, now: Timestamp) {
        match self.phase {
            Phase::Finished => return self.outputs.push_back(Output::Close(close_code::NORMAL)),
            Phase::Idle => {}
            Phase::Initialising { .. } | Phase::Connected => self.forget_socket(),
        }
        let id = self.ids.draw();
        self.send(&Frame::new(Header {
            token: Some(self.token.clone()),
            continuation_token: self.continuation_token.clone(),
            metadata: Some(self.config.metadata.clone()),
            registrations: Some(self.config.registrations.clone()),
            capabilities: Some(vec!["client_update".to_owned()]),
            ..Header::new(Method::Init, id.as_str())
        }));
        let deadline = later(now, self.config.reply_timeout);
        self.phase = Phase::Initialising { id, token: self.token.clone(), deadline };
    }

    /// Takes a binary message from the server; one that is not a frame is skipped, as in the SDK.
    pub fn handle_message(&mut self, message: &Bytes, now: Timestamp) {
        if matches!(self.phase, Phase::Idle | Phase::Finished) {
            return;
        }
        let Ok(frame) = Frame::decode(message) else { return };
        if frame.header.method != Method::Reply {
            self.acknowledge(&frame.header.id);
        }
        match frame.header.method {
            Method::Reply => self.handle_reply(frame, now),
            Method::Notification => self.outputs.push_back(Output::Event(Event::Notification {
                message_type: frame.header.message_type.unwrap_or_default(),
                payload: frame.payload,
            })),
            Method::ClientUpdate => {
                if frame.header.client_update_type.as_deref() == Some(TOKEN_ABOUT_TO_EXPIRE) {
                    self.outputs.push_back(Output::Event(Event::TokenAboutToExpire));
                }
            }
            Method::Close => self.handle_close(frame),
            Method::Init
            | Method::Update
            | Method::Message
            | Method::Ping
            | Method::PutNotificationCtx
            | Method::DeleteNotificationCtx
            | Method::Telemetry
            | Method::Other(_) => {}
        }
    }

    /// Takes note that the socket is gone; nothing happens if there was none.
    pub fn handle_closed(&mut self) {
        if matches!(self.phase, Phase::Initialising { .. } | Phase::Connected) {
            self.forget_socket();
            self.disconnected(Reconnect::WithBackoff(None));
        }
    }

    /// Does what is due; harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let late = match &self.phase {
            Phase::Initialising { deadline, .. } => *deadline <= now,
            Phase::Connected => self.update.as_ref().is_some_and(|(_, at)| *at <= now),
            Phase::Idle | Phase::Finished => false,
        };
        if late {
            self.abandon(Reconnect::WithBackoff(None));
        }
        for (id, error) in self.requests.take_late(now) {
            self.answer(id, Err(error));
        }
    }

    /// The next time to call [`Self::handle_timeout`].
    pub fn deadline(&self) -> Option<Timestamp> {
        let own = match &self.phase {
            Phase::Initialising { deadline, .. } => Some(*deadline),
            Phase::Connected => self.update.as_ref().map(|(_, at)| *at),
            Phase::Idle | Phase::Finished => None,
        };
        own.into_iter().chain(self.requests.deadline()).min()
    }

    /// Sends a request, or queues it until the client is connected. The answer is an
    /// [`Event::Reply`], always.
    pub fn request(&mut self, request: Request<Bytes>, now: Timestamp) -> RequestId {
        let id = self.requests.draw();
        let frame_id = self.ids.draw();
        match tunnel::write_request(&frame_id, request) {
            _ if matches!(self.phase, Phase::Finished) => {
                self.answer(id, Err(RequestError::Finished));
            }
            None => self.answer(id, Err(RequestError::Address)),
            Some(message) if self.is_connected() => {
                self.requests.sent(id, frame_id, now);
                self.outputs.push_back(Output::Send(message));
            }
            Some(message) => self.requests.queue(id, frame_id, message, now),
        }
        id
    }

    /// Takes a new access token: at once when connected, else with the next `init`.
    pub fn update_token(&mut self, token: Secret, now: Timestamp) {
        self.token = token;
        if self.is_connected() {
            self.send_update(now);
        }
    }

    /// Closes the connection and ends this client permanently; what is not answered by now fails.
    pub fn shutdown(&mut self) {
        match self.phase {
            Phase::Finished => return,
            Phase::Idle => {}
            Phase::Initialising { .. } => self.outputs.push_back(Output::Close(close_code::NORMAL)),
            Phase::Connected => {
                let id = self.ids.draw();
                self.send(&Frame::new(Header::new(Method::Close, id)));
                self.outputs.push_back(Output::Close(close_code::NORMAL));
            }
        }
        self.finish();
    }

    /// The next thing to do; drain it after every other call.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn handle_reply(&mut self, frame: Frame, now: Timestamp) {
        let status = frame.header.status.clone();
        if let Phase::Initialising { id, token, .. } = &self.phase
            && *id == frame.header.id
        {
            let stale = *token != self.token;
            match rejected(status) {
                None => self.connected(frame.header, stale, now),
                Some(status) => self.rejected(status, &frame.payload),
            }
        } else if self.update.as_ref().is_some_and(|(id, _)| *id == frame.header.id) {
            self.update = None;
            match rejected(status) {
                None => self.outputs.push_back(Output::Event(Event::TokenUpdated)),
                Some(status) => self.rejected(status, &frame.payload),
            }
        } else if let Some(id) = self.requests.answered(&frame.header.id) {
            let result = match rejected(status) {
                None => tunnel::read_response(frame).map_err(|_| RequestError::Malformed),
                Some(status) => Err(RequestError::Transport(status)),
            };
            self.answer(id, result);
        }
    }

    fn connected(&mut self, header: Header, stale: bool, now: Timestamp) {
        self.phase = Phase::Connected;
        self.continuation_token = header.continuation_token.or(self.continuation_token.take());
        self.outputs.push_back(Output::Event(Event::Connected));
        if stale {
            self.send_update(now);
        }
        for message in self.requests.send_queued(now) {
            self.outputs.push_back(Output::Send(message));
        }
    }

    /// Gives up the socket after a refused `init` or `update`.
    fn rejected(&mut self, status: Status, payload: &[u8]) {
        let reconnect = match status.code {
            401 | 403 => Reconnect::WithNewToken,
            429 => Reconnect::WithBackoff(serde_json::from_slice(payload).ok()),
            _ => Reconnect::WithBackoff(None),
        };
        let expired =
            reconnect == Reconnect::WithNewToken && status.error_code == Some(TOKEN_EXPIRED);
        self.outputs.push_back(Output::Event(Event::Refused { status }));
        if expired {
            self.outputs.push_back(Output::Event(Event::TokenExpired));
        }
        self.abandon(reconnect);
    }

    /// Follows the server's `close`. Unlike the SDK, which waits 3 s for its socket to close
    /// before it dials again, this client may dial at once.
    fn handle_close(&mut self, frame: Frame) {
        let backoff: Option<Backoff> = serde_json::from_slice(&frame.payload).ok();
        let status = frame.header.status.unwrap_or_else(|| Status::new(0, String::new()));
        let code = status.code;
        self.outputs.push_back(Output::Event(Event::ClosedByServer { status }));
        match code {
            308 => self.abandon(Reconnect::WithBackoff(backoff)),
            410 => {
                self.outputs.push_back(Output::Event(Event::TokenExpired));
                self.abandon(Reconnect::WithNewToken);
            }
            401 => self.abandon(Reconnect::WithNewToken),
            406 | 417 => {
                self.outputs.push_back(Output::Close(close_code::NORMAL));
                self.finish();
            }
            _ => self.abandon(Reconnect::WithBackoff(None)),
        }
    }

    fn send_update(&mut self, now: Timestamp) {
        let id = self.ids.draw();
        self.send(&Frame::new(Header {
            token: Some(self.token.clone()),
            ..Header::new(Method::Update, id.as_str())
        }));
        self.update = Some((id, later(now, self.config.reply_timeout)));
    }

    fn acknowledge(&mut self, id: &str) {
        self.send(&Frame::new(Header {
            payload_type: Some("application/json".to_owned()),
            status: Some(Status::ok()),
            ..Header::new(Method::Reply, id)
        }));
    }

    /// Closes and returns how to continue.
    fn abandon(&mut self, reconnect: Reconnect) {
        self.outputs.push_back(Output::Close(close_code::NORMAL));
        self.forget_socket();
        self.disconnected(reconnect);
    }

    fn finish(&mut self) {
        self.forget_socket();
        self.phase = Phase::Finished;
        for id in self.requests.drop_queued() {
            self.answer(id, Err(RequestError::Finished));
        }
        self.disconnected(Reconnect::Never);
    }

    /// Fails everything that waits for the lost socket.
    fn forget_socket(&mut self) {
        self.phase = Phase::Idle;
        self.update = None;
        for id in self.requests.drop_sent() {
            self.answer(id, Err(RequestError::Disconnected));
        }
    }

    fn disconnected(&mut self, reconnect: Reconnect) {
        self.outputs.push_back(Output::Event(Event::Disconnected { reconnect }));
    }

    fn answer(&mut self, id: RequestId, result: Result<Response<Bytes>, RequestError>) {
        self.outputs.push_back(Output::Event(Event::Reply { id, result }));
    }

    fn send(&mut self, frame: &Frame) {
        self.outputs.push_back(Output::Send(frame.encode()));
    }
}

/// The status, if it is not success; a reply without one is an error without a reason.
fn rejected(status: Option<Status>) -> Option<Status> {
    let status = status.unwrap_or_else(|| Status::new(0, String::new()));
    (!status.is_success()).then_some(status)
}
