//! Client and server on one virtual cable.

use jiff::{SignedDuration, Timestamp};
use twilio_conversations_core::{Client, Config, Event, Output};

use crate::{
    journal::Journal,
    server::{Behavior, Session},
    world::World,
};

/// Both ends, the clock, and what was seen.
pub(crate) struct Harness {
    pub(crate) now: Timestamp,
    pub(crate) client: Client,
    pub(crate) world: World,
    pub(crate) behavior: Behavior,
    pub(crate) session: Option<Session>,
    /// Whether dialling works.
    pub(crate) reachable: bool,
    pub(crate) journal: Option<Journal>,
    pub(crate) events: Vec<Event>,
    /// Requests in the order in which the server got them.
    pub(crate) requests: Vec<String>,
    pub(crate) dials: Vec<Timestamp>,
}

impl Harness {
    pub(crate) fn new(world: World, behavior: Behavior) -> Self {
        Self::with_config(Config { seed: 7, ..Config::default() }, world, behavior)
    }

    pub(crate) fn with_config(config: Config, world: World, behavior: Behavior) -> Self {
        Self::with_journal(config, world, behavior, true)
    }

    /// Without a journal for a client that does not read everything, of which no journal can be kept.
    pub(crate) fn with_journal(
        config: Config,
        world: World,
        behavior: Behavior,
        journal: bool,
    ) -> Self {
        let mut harness = Self {
            now: "2026-11-22T09:00:00Z".parse().unwrap(),
            client: Client::new(config, "token-1".into()),
            world,
            behavior,
            session: None,
            reachable: true,
            journal: journal.then(Journal::default),
            events: Vec::new(),
            requests: Vec::new(),
            dials: Vec::new(),
        };
        harness.client.connect();
        harness.settle();
        harness
    }

    /// Changes the world and pushes what changed.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut World)) {
        change(&mut self.world);
        if let Some(session) = &mut self.session {
            session.push_changes(&self.world);
        }
        self.settle();
    }

    pub(crate) fn cut(&mut self) {
        if self.session.take().is_some() {
            self.client.handle_closed(self.now);
            self.settle();
        }
    }

    pub(crate) fn release(&mut self) {
        if let Some(session) = &mut self.session {
            session.release();
        }
        self.settle();
    }

    /// Advances the clock, waking each machine exactly when it asks for it.
    pub(crate) fn advance(&mut self, by: SignedDuration) {
        let end = self.now + by;
        while let Some(at) = self.deadline().filter(|at| *at <= end) {
            self.now = at.max(self.now);
            self.client.handle_timeout(self.now);
            if let Some(session) = &mut self.session {
                session.connection.handle_timeout(self.now);
            }
            self.settle();
        }
        self.now = end;
    }

    /// Takes the events since the last time, by their first words.
    pub(crate) fn take_events(&mut self) -> Vec<String> {
        let events = std::mem::take(&mut self.events);
        let word =
            |event| format!("{event:?}").chars().take_while(|at| !"({ ".contains(*at)).collect();
        events.iter().map(word).collect()
    }

    fn deadline(&self) -> Option<Timestamp> {
        let session = self.session.as_ref().and_then(|session| session.connection.deadline());
        self.client.deadline().into_iter().chain(session).min()
    }

    pub(crate) fn settle(&mut self) {
        loop {
            if let Some(output) = self.client.poll() {
                self.client_output(output);
                continue;
            }
            let Some(session) = &mut self.session else { return };
            let (world, behavior) = (&self.world, &self.behavior);
            match session.step(world, behavior, &mut self.requests, self.now) {
                Some(twilsock::Output::Send(message)) => {
                    self.client.handle_message(&message, self.now);
                }
                Some(twilsock::Output::Close(_)) => self.cut(),
                Some(twilsock::Output::Event(_)) | None => return,
            }
        }
    }

    fn client_output(&mut self, output: Output) {
        match output {
            Output::Dial => {
                self.dials.push(self.now);
                if self.reachable {
                    self.session = Some(Session::new(self.dials.len() as u64, self.now));
                    self.client.handle_opened(self.now);
                } else {
                    self.client.handle_dial_failed(self.now);
                }
            }
            Output::Send(message) => {
                if let Some(session) = &mut self.session {
                    session.connection.handle_message(&message, self.now);
                }
            }
            Output::Close(_) => self.session = None,
            Output::Event(event) => {
                if let Some(journal) = &mut self.journal {
                    journal.take(&event);
                }
                self.events.push(event);
            }
        }
    }
}
