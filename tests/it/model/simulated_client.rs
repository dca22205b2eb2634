//! A client machine and the emulator, joined by a wire that can be slow and can be cut.

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use fake_store::Clock;
use fake_sync::{Outbox, SessionId};
use jiff::{SignedDuration, Timestamp};
use twilio_conversations_core::{Client, Config, Output};
use twilio_wire::twilsock::Secret;
use twilsock::server::{self, Accepted, Connection, Event};

use super::system::System;

/// A client with its wire.
pub(super) struct SimulatedClient {
    pub(super) client: Client,
    identity: String,
    wire: Option<Wire>,
    dialling: bool,
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
        Self { client, identity: identity.to_owned(), wire: None, dialling: false }
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
                server::Output::Event(event) => wire.take(&self.identity, event, system),
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
    fn take(&mut self, identity: &str, event: Event, system: &System) {
        match event {
            Event::Init { id, .. } => {
                self.session = Some(system.hub.open(identity, self.outbox.clone()));
                let now = system.clock.now();
                let accepted = Accepted {
                    continuation_token: Secret::from("token".to_owned()),
                    reissue: None,
                    expires_at: now + SignedDuration::from_hours(24 * 365),
                };
                self.machine.accept(&id, accepted, now);
            }
            Event::Request { id, request } => {
                let response = match self.session {
                    Some(session) if !request.uri().path().starts_with("/Client") => {
                        system.hub.handle(session, &request).response
                    }
                    _ => {
                        system
                            .api
                            .answer_tunnelled(&request, &system.caller(identity), None)
                            .done()
                            .expect("no hook is asked")
                            .response
                    }
                };
                self.machine.reply(&id, response);
            }
            Event::Update { .. } | Event::Closed => {}
        }
    }
}
