use std::collections::VecDeque;

use e2e::{Node, Recorder};
use serde_json::{Value, json};

/// Somebody with the official SDK.
pub(super) struct Person {
    node: Node,
    events: VecDeque<Value>,
}

impl Person {
    /// Starts the SDK of an npm package behind a channel of the recorder.
    pub(super) fn start(sdk: &str, recorder: &Recorder, channel: &str) -> Self {
        let node = Node::start(
            "sdk/person.mjs",
            None,
            &[("SDK", sdk), ("TWILSOCK", &recorder.url(channel))],
        );
        Self { node, events: VecDeque::new() }
    }

    /// Starts the SDK at the emulator itself: behind a channel of the recorder it would look for
    /// media at Twilio's own host.
    pub(super) fn start_at(sdk: &str, twilsock: &str) -> Self {
        let node = Node::start("sdk/person.mjs", None, &[("SDK", sdk), ("TWILSOCK", twilsock)]);
        Self { node, events: VecDeque::new() }
    }

    /// Starts the SDK without anything random or of the moment.
    pub(super) fn start_seeded(sdk: &str, recorder: &Recorder, channel: &str) -> Self {
        let now = (e2e::NOW * 1000).to_string();
        let node = Node::start(
            "sdk/person.mjs",
            Some("sdk/seeded.cjs"),
            &[("SDK", sdk), ("TWILSOCK", &recorder.url(channel)), ("SEEDED_NOW", &now)],
        );
        Self { node, events: VecDeque::new() }
    }

    /// Connects.
    pub(super) async fn connect(&mut self, token: &str) {
        self.act("connect", json!({ "token": token })).await;
        self.state("connected").await;
    }

    /// Connects and opens a conversation.
    pub(super) async fn join(&mut self, token: &str, conversation: &str) {
        self.connect(token).await;
        self.act("open", json!({ "sid": conversation })).await;
    }

    /// Does something and gives what came of it.
    pub(super) async fn act(&mut self, what: &str, with: Value) -> Value {
        self.begin(what, with).await;
        loop {
            let mut said = self.node.hear().await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(said.get("failed").is_none(), "{what}: {said}");
            match said.get_mut("done") {
                Some(done) => return done.take(),
                None => self.events.push_back(said),
            }
        }
    }

    /// Does something that fails, and gives why.
    pub(super) async fn fails(&mut self, what: &str, with: Value) -> Value {
        self.begin(what, with).await;
        loop {
            let said = self.node.hear().await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(said.get("done").is_none(), "{what}: {said}");
            if said.get("failed").is_some() {
                return said;
            }
            self.events.push_back(said);
        }
    }

    /// Begins to do something.
    pub(super) async fn begin(&mut self, what: &str, mut with: Value) {
        with["do"] = what.into();
        self.node.say(&with).await;
    }

    /// The next event with this name; others stay.
    pub(super) async fn event(&mut self, name: &str) -> Value {
        loop {
            let at = self.events.iter().position(|event| event["event"] == name);
            if let Some(event) = at.and_then(|at| self.events.remove(at)) {
                return event;
            }
            let said = self.node.hear().await.unwrap_or_else(|error| panic!("{name}: {error}"));
            self.events.push_back(said);
        }
    }

    /// Waits until the connection is lost.
    pub(super) async fn lost(&mut self) {
        while self.event("connectionStateChanged").await["state"] == "connected" {}
    }

    /// Waits for a state of the connection and gives its event; earlier ones are forgotten.
    pub(super) async fn state(&mut self, state: &str) -> Value {
        loop {
            let changed = self.event("connectionStateChanged").await;
            if changed["state"] == state {
                return changed;
            }
        }
    }

    /// Waits for a refusal to connect with this HTTP status and gives its event; errors of lines
    /// that were cut are forgotten.
    pub(super) async fn connection_error(&mut self, status: u16) -> Value {
        loop {
            let error = self.event("connectionError").await;
            if error["httpStatusCode"] == status {
                return error;
            }
        }
    }

    /// Texts of the next messages that are raised.
    pub(super) async fn messages(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            let added = self.event("messageAdded").await;
            texts.push(added["body"].as_str().expect("a text").to_owned());
        }
        texts
    }

    /// Events that nobody asked for so far.
    pub(super) fn events(&self) -> &VecDeque<Value> {
        &self.events
    }

    /// Takes leave and gives the events that nobody asked for.
    pub(super) async fn leave(mut self) -> VecDeque<Value> {
        self.act("shutdown", json!({})).await;
        self.state("disconnected").await;
        self.node.end().await.unwrap_or_else(|error| panic!("{error}"));
        self.events
    }
}
