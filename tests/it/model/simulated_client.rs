//! A client machine and the emulator, joined by a wire that can be slow and can be cut.

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use fake_store::Clock;
use fake_sync::{Outbox, SessionId};
use http::{Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use twilio_conversations_core::{Client, Config, Output};
use twilio_wire::twilsock::Secret;
use twilsock::{
    FrameId,
    server::{self, Accepted, Connection, Event},
};

use super::system::System;

/// A client with its wire.
pub(super) struct SimulatedClient {
    pub(super) client: Client,
    identity: String,
    wire: Option<Wire>,
    dialling: bool,
    /// Whether it asks after a cut for what comes from then on, and not for what it missed: a mistake.
    forgetful: bool,
    /// Connections so far.
    dialled: u32,
    /// Requests of the client API that were answered, in order.
    pub(super) answered: Vec<AnsweredRequest>,
}

/// A request of the client API and its answer.
pub(super) struct AnsweredRequest {
    pub(super) request: Request<Bytes>,
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

/// An open connection, with what is on its way.
struct Wire {
    machine: Connection,
    outbox: Arc<Outbox>,
    session: Option<SessionId>,
    to_client: VecDeque<Bytes>,
    to_server: VecDeque<Bytes>,
}

impl SimulatedClient {
    pub(super) fn new(identity: &str, seed: u64) -> Self {
        let config = Config { seed, ..Config::default() };
        let mut client = Client::new(config, Secret::from(identity.to_owned()));
        client.connect();
        let identity = identity.to_owned();
        let (wire, answered) = (None, Vec::new());
        Self { client, identity, wire, dialling: false, forgetful: false, dialled: 0, answered }
    }

    /// Makes the mistake.
    pub(super) fn forgetful(mut self) -> Self {
        self.forgetful = true;
        self
    }

    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// Brings a new token.
    pub(super) fn renew(&mut self, system: &System) {
        let token = Secret::from(self.identity.clone());
        self.client.update_token(token, system.clock.now());
    }

    /// Loses the connection and all that is on its way.
    pub(super) fn cut(&mut self, system: &System) {
        if let Some(wire) = self.wire.take() {
            if let Some(session) = wire.session {
                system.hub.close(session);
            }
            self.client.handle_closed(system.clock.now());
        }
    }

    /// When either machine wants to be called.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let server = self.wire.as_ref().and_then(|wire| wire.machine.deadline());
        self.client.deadline().into_iter().chain(server).min()
    }

    /// Delivers at most `limit` messages each way; returns whether anything happened.
    pub(super) fn pump(&mut self, system: &System, limit: usize) -> bool {
        self.client.handle_timeout(system.clock.now());
        let mut busy = self.drain_client();
        if std::mem::take(&mut self.dialling) {
            self.dialled += 1;
            self.open(system);
            busy = true;
        }
        busy |= self.serve(system, limit);
        busy | self.deliver(system, limit)
    }

    fn open(&mut self, system: &System) {
        let now = system.clock.now();
        self.wire = Some(Wire {
            machine: Connection::new(server::Config::default(), now),
            outbox: Arc::default(),
            session: None,
            to_client: VecDeque::new(),
            to_server: VecDeque::new(),
        });
        self.client.handle_opened(now);
        self.drain_client();
    }

    fn drain_client(&mut self) -> bool {
        let mut busy = false;
        while let Some(output) = self.client.poll() {
            match output {
                Output::Dial => self.dialling = true,
                Output::Send(message) => {
                    if let Some(wire) = &mut self.wire {
                        let forgets = self.forgetful && self.dialled > 1;
                        let message = if forgets { without_past(&message) } else { message };
                        wire.to_server.push_back(message);
                    }
                }
                Output::Close(_) => self.wire = None,
                Output::Event(_) => {}
            }
            busy = true;
        }
        busy
    }

    fn serve(&mut self, system: &System, limit: usize) -> bool {
        let Some(wire) = &mut self.wire else { return false };
        let now = system.clock.now();
        wire.machine.handle_timeout(now);
        let mut frames = Vec::new();
        let polled = wire.outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut frames);
        let mut busy = matches!(polled, Poll::Ready(_));
        for frame in frames {
            wire.machine.push(frame);
        }
        for _ in 0..limit {
            let Some(message) = wire.to_server.pop_front() else { break };
            wire.machine.handle_message(&message, now);
            busy = true;
        }
        while let Some(output) = wire.machine.poll() {
            match output {
                server::Output::Send(message) => wire.to_client.push_back(message),
                server::Output::Event(event) => {
                    self.answered.extend(wire.take(&self.identity, event, system));
                }
                server::Output::Close(_) => {
                    self.cut(system);
                    return true;
                }
            }
            busy = true;
        }
        busy
    }

    fn deliver(&mut self, system: &System, limit: usize) -> bool {
        let mut busy = false;
        for _ in 0..limit {
            let next = self.wire.as_mut().and_then(|wire| wire.to_client.pop_front());
            let Some(message) = next else { break };
            self.client.handle_message(&message, system.clock.now());
            self.drain_client();
            busy = true;
        }
        busy
    }
}

impl Wire {
    fn take(&mut self, identity: &str, event: Event, system: &System) -> Option<AnsweredRequest> {
        match event {
            Event::Init { id, .. } => {
                self.session = Some(system.hub.open(identity, self.outbox.clone()));
                self.accept(&id, system);
                None
            }
            Event::Update { id, .. } => {
                self.accept(&id, system);
                None
            }
            Event::Request { id, request } => {
                let response = self.answer(identity, &request, system);
                let body = serde_json::from_slice(response.body()).unwrap_or_default();
                let status = response.status();
                self.machine.reply(&id, response);
                Some(AnsweredRequest { request: *request, status, body })
            }
            Event::Closed => None,
        }
    }

    fn answer(&self, identity: &str, request: &Request<Bytes>, system: &System) -> Response<Bytes> {
        match self.session {
            Some(session) if !request.uri().path().starts_with("/Client") => {
                system.hub.handle(session, request).response
            }
            _ => {
                let caller = system.caller(identity);
                let answer = system.api.answer_tunnelled(request, &caller, None).done();
                answer.expect("no hook is asked").response
            }
        }
    }

    fn accept(&mut self, id: &FrameId, system: &System) {
        let now = system.clock.now();
        let accepted = Accepted {
            continuation_token: Secret::from("token".to_owned()),
            reissue: None,
            expires_at: now + SignedDuration::from_hours(24 * 365),
        };
        self.machine.accept(id, accepted, now);
    }
}

/// A subscription request that names a later event than any that was told; same length, so that the
/// header stays true.
fn without_past(message: &Bytes) -> Bytes {
    let text = String::from_utf8_lossy(message);
    let mut parts = text.split("\"last_event_id\":");
    let mut altered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        altered += "\"last_event_id\":";
        altered += &"9".repeat(digits);
        altered += &part[digits..];
    }
    altered.into()
}
