//! The two Twilsock machines, each with a peer that says anything.
//!
//! An input is a list of steps with the byte 0x1e between them. The first byte says what is done, the
//! rest is its argument.

use bytes::Bytes;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use twilio_wire::twilsock::{Header, Secret};
use twilsock::{Frame, FrameId, Output, client, server};

use super::{Outcome, split};

/// What stands between two steps.
const SEPARATOR: &[u8] = b"\x1e";

/// Steps that are taken of one input.
const MAX_STEPS: usize = 256;

struct Pair {
    now: Timestamp,
    server: server::Connection,
    /// Whether the server closed the connection.
    is_over: bool,
    client: client::Connection,
    /// Decisions and answers that the server's application owes.
    inits: Vec<FrameId>,
    requests: Vec<FrameId>,
    to_server: Vec<Bytes>,
    to_client: Vec<Bytes>,
    outcome: Outcome,
}

pub(super) fn run(input: &[u8]) -> Outcome {
    let now = Timestamp::UNIX_EPOCH;
    let mut pair = Pair {
        now,
        server: server::Connection::new(server::Config::seeded(1), now),
        is_over: false,
        client: client::Connection::new(client::Config::seeded(2), Secret::from("token")),
        inits: Vec::new(),
        requests: Vec::new(),
        to_server: Vec::new(),
        to_client: Vec::new(),
        outcome: Outcome::default(),
    };
    for step in split(input, SEPARATOR).into_iter().take(MAX_STEPS) {
        if let Some((kind, argument)) = step.split_first() {
            pair.take(*kind, argument);
            pair.drain();
        }
    }
    pair.outcome
}

impl Pair {
    fn take(&mut self, kind: u8, argument: &[u8]) {
        let now = self.now;
        match kind {
            b'S' => self.server.handle_message(&Bytes::copy_from_slice(argument), now),
            b'F' => self.server.handle_message(&framed(argument), now),
            b'T' => self.server.handle_text(),
            b'A' => self.decide(true),
            b'R' => self.decide(false),
            b'P' => {
                let message = framed(argument);
                if Frame::decode(&message).is_ok() {
                    self.server.push(message);
                }
            }
            b'Q' => {
                if let Some(id) = self.requests.pop() {
                    let body = Bytes::copy_from_slice(argument);
                    self.server.reply(&id, Response::new(body));
                }
            }
            b'X' => self.server.close(server::Close::offload(None)),
            b'o' => self.open(),
            b's' => self.client.handle_message(&Bytes::copy_from_slice(argument), now),
            b'f' => self.client.handle_message(&framed(argument), now),
            b'r' => {
                if let Ok(request) = Request::post(argument).body(Bytes::from_static(b"{}")) {
                    self.client.request(request, now);
                }
            }
            b'u' => {
                let token = String::from_utf8_lossy(argument).into_owned();
                self.client.update_token(Secret::from(token), now);
            }
            b'x' => self.client.handle_closed(),
            b'z' => self.client.shutdown(),
            // Each hears what the other one said.
            b'd' => {
                for message in std::mem::take(&mut self.to_server) {
                    self.server.handle_message(&message, now);
                }
                for message in std::mem::take(&mut self.to_client) {
                    self.client.handle_message(&message, now);
                }
            }
            b'+' => self.wait(i64::from(argument.first().copied().unwrap_or(1))),
            _ => {}
        }
    }

    /// A new socket joins the client and a new server connection.
    fn open(&mut self) {
        self.server = server::Connection::new(server::Config::seeded(1), self.now);
        self.is_over = false;
        self.inits.clear();
        self.requests.clear();
        self.to_server.clear();
        self.to_client.clear();
        self.client.handle_opened(self.now);
    }

    fn decide(&mut self, good: bool) {
        let Some(id) = self.inits.pop() else { return };
        if good {
            let expires_at = self.now + SignedDuration::from_hours(1);
            let accepted =
                server::Accepted { continuation_token: "c".into(), reissue: None, expires_at };
            self.server.accept(&id, accepted, self.now);
        } else {
            self.server.reject(&id, server::ReplyError::token_expired(), self.now);
        }
    }

    fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
        self.server.handle_timeout(self.now);
        self.client.handle_timeout(self.now);
        let due = |deadline: Option<Timestamp>| deadline.is_some_and(|at| at <= self.now);
        assert!(!due(self.server.deadline()), "the server did what was due");
        assert!(!due(self.client.deadline()), "the client did what was due");
    }

    fn drain(&mut self) {
        while let Some(output) = self.server.poll() {
            assert!(!self.is_over, "nothing comes after the end");
            match output {
                Output::Send(message) => {
                    self.note(&message);
                    self.to_client.push(message);
                }
                Output::Close(_) => self.is_over = true,
                Output::Event(
                    server::Event::Init { id, .. } | server::Event::Update { id, .. },
                ) => {
                    self.inits.push(id);
                }
                Output::Event(server::Event::Request { id, .. }) => self.requests.push(id),
                Output::Event(server::Event::Closed) => {}
            }
        }
        assert_eq!(
            self.server.deadline().is_none(),
            self.is_over,
            "only the dead wait for nothing"
        );
        while let Some(output) = self.client.poll() {
            if let Output::Send(message) = output {
                self.note(&message);
                self.to_server.push(message);
            }
        }
    }

    /// What a machine says is a frame; a status of 400 and more is a refusal.
    fn note(&mut self, message: &Bytes) {
        let frame = Frame::decode(message).expect("a machine says frames");
        let is_bad = |code: u16| code >= 400;
        let refused = frame.header.status.is_some_and(|it| is_bad(it.code))
            || frame.header.http_status.is_some_and(|it| is_bad(it.code));
        self.outcome.note(!refused);
    }
}

/// A frame around a header, as JSON on the first line, and the payload behind it.
fn framed(text: &[u8]) -> Bytes {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let payload = Bytes::copy_from_slice(text.get(end + 1..).unwrap_or_default());
    match serde_json::from_slice::<Header>(&text[..end]) {
        Ok(header) => Frame { header, payload }.encode(),
        Err(_) => Bytes::copy_from_slice(text),
    }
}
