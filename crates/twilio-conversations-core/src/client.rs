//! The client machine: connection, session and subscriptions under one clock.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use http::Request;
use jiff::{SignedDuration, Timestamp};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use twilio_sid::ConversationSid;
use twilio_wire::twilsock::Secret;
use twilsock::client::{Connection, RequestId};

use crate::{
    Config, ConnectionState, Conversation, Event, Output, ReconnectBackoff, Replica,
    fetch::{Fetches, Job},
    subscriptions::Subscriptions,
    typing::Typing,
};

mod commands;
mod connection_phase;
mod membership;
mod push;
mod results;
mod session;
mod users;

pub use commands::{HistoryPage, Order};

use connection_phase::ConnectionPhase;
use session::Session;

/// One user's client.
#[derive(Debug)]
pub struct Client {
    config: Config,
    connection: Connection,
    phase: ConnectionPhase,
    reconnect: ReconnectBackoff,
    random: ChaCha8Rng,
    session: Session,
    subscriptions: Subscriptions,
    /// Subscription requests under way, by their correlation ids; `None` for cancels.
    asked: BTreeMap<RequestId, Option<u64>>,
    fetches: Fetches,
    typing: Typing,
    outputs: VecDeque<Output>,
}

impl Client {
    /// A client that has not dialled yet.
    pub fn new(config: Config, token: Secret) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(config.seed);
        let ids = twilsock::client::Config::seeded(random.next_u64());
        let mut fetches = Fetches::default();
        fetches.want(Job::Configuration, Timestamp::MIN);
        Self {
            connection: Connection::new(ids, token),
            phase: ConnectionPhase::Idle,
            reconnect: ReconnectBackoff::new(config.reconnect),
            random,
            session: Session::default(),
            subscriptions: Subscriptions::new(config.batch_window),
            asked: BTreeMap::new(),
            fetches,
            typing: Typing::default(),
            outputs: VecDeque::new(),
            config,
        }
    }

    /// Starts to dial; harmless when already done.
    pub fn connect(&mut self) {
        if matches!(self.phase, ConnectionPhase::Idle) {
            self.dial();
        }
    }

    /// Takes note that the WebSocket which was dialled is open.
    pub fn handle_opened(&mut self, now: Timestamp) {
        if matches!(self.phase, ConnectionPhase::Up) {
            self.handle_closed(now);
        }
        if !matches!(self.phase, ConnectionPhase::Finished) {
            self.phase = ConnectionPhase::Up;
        }
        self.connection.handle_opened(now);
        self.settle(now);
    }

    /// Takes note that dialling failed.
    pub fn handle_dial_failed(&mut self, now: Timestamp) {
        if matches!(self.phase, ConnectionPhase::Dialling) {
            self.wait_to_dial(now);
        }
        self.settle(now);
    }

    /// Takes a binary message from the server.
    pub fn handle_message(&mut self, message: &Bytes, now: Timestamp) {
        self.connection.handle_message(message, now);
        self.settle(now);
    }

    /// Takes note that the WebSocket is gone.
    pub fn handle_closed(&mut self, now: Timestamp) {
        self.connection.handle_closed();
        self.settle(now);
    }

    /// Does what is due; harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.connection.handle_timeout(now);
        for (conversation, identity) in self.typing.take_ended(now) {
            self.emit(Event::TypingEnded { conversation, identity });
        }
        if matches!(self.phase, ConnectionPhase::Waiting { until } if until <= now) {
            self.dial();
        }
        self.settle(now);
    }

    /// When [`Self::handle_timeout`] is wanted next.
    pub fn deadline(&self) -> Option<Timestamp> {
        let dial = match self.phase {
            ConnectionPhase::Waiting { until } => Some(until),
            ConnectionPhase::Idle
            | ConnectionPhase::Dialling
            | ConnectionPhase::Up
            | ConnectionPhase::Denied
            | ConnectionPhase::Finished => None,
        };
        let connected = self.connection.is_connected();
        let work = self.fetches.deadline().into_iter().chain(self.subscriptions.deadline()).min();
        let work = work.filter(|_| connected);
        let typing = self.typing.deadline();
        self.connection.deadline().into_iter().chain(dial).chain(work).chain(typing).min()
    }

    /// Brings a new access token: tells the server, or dials if the old one kept the client away.
    pub fn update_token(&mut self, token: Secret, now: Timestamp) {
        self.connection.update_token(token, now);
        match self.phase {
            ConnectionPhase::Denied | ConnectionPhase::Waiting { .. } => {
                self.reconnect.reset();
                self.dial();
            }
            ConnectionPhase::Idle
            | ConnectionPhase::Dialling
            | ConnectionPhase::Up
            | ConnectionPhase::Finished => {}
        }
        self.settle(now);
    }

    /// Sends a request of the application; its answer is an [`Event::Reply`].
    pub fn request(&mut self, request: Request<Bytes>, now: Timestamp) -> RequestId {
        let id = self.connection.request(request, now);
        self.settle(now);
        id
    }

    /// Closes the connection and ends this client for good.
    pub fn shutdown(&mut self, now: Timestamp) {
        if matches!(self.phase, ConnectionPhase::Dialling) {
            self.outputs.push_back(Output::Close(twilsock::close_code::NORMAL));
        }
        self.connection.shutdown();
        self.settle(now);
    }

    /// The next thing to do; drain it after every other call.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What the client knows now, conversations that are fully loaded only.
    pub fn replica(&self) -> Replica {
        self.session.replica()
    }

    /// One of these conversations.
    pub fn conversation(&self, sid: ConversationSid) -> Option<Conversation> {
        let held = self.session.conversations.get(&sid).filter(|held| held.announced)?;
        Some(held.view(self.session.membership.get(&sid)))
    }

    /// SIDs of these conversations.
    pub fn conversations(&self) -> Vec<ConversationSid> {
        let announced = self.session.conversations.iter().filter(|(_, held)| held.announced);
        announced.map(|(sid, _)| *sid).collect()
    }

    /// Whether the client is connected, has fetched everything and is subscribed to it.
    pub fn is_settled(&self) -> bool {
        self.connection.is_connected()
            && self.session.is_ready()
            && self.fetches.is_idle()
            && self.subscriptions.is_settled()
    }

    /// Starts what is due and hands on what the connection wants, until both have nothing left.
    fn settle(&mut self, now: Timestamp) {
        loop {
            if self.connection.is_connected() {
                self.start_fetches(now);
                self.start_subscriptions(now);
            }
            let Some(output) = self.connection.poll() else { return };
            match output {
                twilsock::Output::Send(message) => self.outputs.push_back(Output::Send(message)),
                twilsock::Output::Close(code) => self.outputs.push_back(Output::Close(code)),
                twilsock::Output::Event(event) => self.handle_event(event, now),
            }
        }
    }

    fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn dial(&mut self) {
        self.phase = ConnectionPhase::Dialling;
        self.emit(Event::Connection(ConnectionState::Connecting));
        self.outputs.push_back(Output::Dial);
    }

    fn wait_to_dial(&mut self, now: Timestamp) {
        let random = f64::from(self.random.next_u32()) / f64::from(u32::MAX);
        let wait: SignedDuration = self.reconnect.wait(random);
        self.phase =
            ConnectionPhase::Waiting { until: now.checked_add(wait).unwrap_or(Timestamp::MAX) };
    }
}
