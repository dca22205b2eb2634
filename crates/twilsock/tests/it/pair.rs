//! A client and a server in memory, with a clock that only tests move.

use bytes::Bytes;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use twilio_wire::twilsock::Secret;
use twilsock::{
    FrameId, Output,
    client::{self, RequestError, RequestId},
    server::{self, Accepted, Close, Reissue, ReplyError},
};

/// What the server's application does with tokens.
#[derive(Clone, Debug)]
pub(crate) enum Policy {
    /// Everybody may come in, for this long.
    Accept(SignedDuration),
    /// Nobody may.
    Reject(ReplyError),
    /// It does not decide.
    Ponder,
}

/// What was seen, in words, at the client or the server.
pub(crate) struct Pair {
    pub(crate) now: Timestamp,
    pub(crate) client: client::Connection,
    pub(crate) server: Option<server::Connection>,
    pub(crate) policy: Policy,
    /// Whether messages get through.
    pub(crate) cable: bool,
    /// Whether the server's application answers requests.
    pub(crate) answers: bool,
    pub(crate) seen: Vec<String>,
    pub(crate) replies: Vec<(RequestId, Result<Response<Bytes>, RequestError>)>,
    pub(crate) inits: Vec<Option<Secret>>,
    /// Every message on the wire, as text.
    pub(crate) wire: Vec<String>,
    dialled: u64,
}

impl Pair {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            now: "2026-11-22T09:00:00Z".parse().unwrap(),
            client: client::Connection::new(client::Config::seeded(0xc), Secret::new("token-1")),
            server: None,
            policy,
            cable: true,
            answers: true,
            seen: Vec::new(),
            replies: Vec::new(),
            inits: Vec::new(),
            wire: Vec::new(),
            dialled: 0,
        }
    }

    pub(crate) fn connected() -> Self {
        let mut pair = Self::new(Policy::Accept(SignedDuration::from_hours(1)));
        pair.dial();
        assert_eq!(pair.take_seen(), ["server: init", "client: connected"]);
        pair
    }

    pub(crate) fn dial(&mut self) {
        self.dialled += 1;
        let config = server::Config::seeded(self.dialled << 32);
        self.server = Some(server::Connection::new(config, self.now));
        self.client.handle_opened(self.now);
        self.settle();
    }

    /// Cuts the connection: both ends lose the socket.
    pub(crate) fn cut(&mut self) {
        self.server = None;
        self.client.handle_closed();
        self.settle();
    }

    pub(crate) fn server(&mut self) -> &mut server::Connection {
        self.server.as_mut().unwrap()
    }

    pub(crate) fn close(&mut self, close: Close) {
        self.server().close(close);
        self.settle();
    }

    pub(crate) fn get(&mut self, url: &str) -> RequestId {
        let request = Request::get(url).body(Bytes::new()).unwrap();
        let id = self.client.request(request, self.now);
        self.settle();
        id
    }

    pub(crate) fn update_token(&mut self, token: &str) {
        self.client.update_token(token.into(), self.now);
        self.settle();
    }

    /// Advances the clock, waking each machine exactly when it asks for it.
    pub(crate) fn advance(&mut self, by: SignedDuration) {
        let end = self.now + by;
        while let Some(at) = self.deadline().filter(|at| *at <= end) {
            self.now = at.max(self.now);
            self.client.handle_timeout(self.now);
            if let Some(server) = &mut self.server {
                server.handle_timeout(self.now);
            }
            self.settle();
        }
        self.now = end;
    }

    pub(crate) fn take_seen(&mut self) -> Vec<String> {
        std::mem::take(&mut self.seen)
    }

    fn deadline(&self) -> Option<Timestamp> {
        let server = self.server.as_ref().and_then(server::Connection::deadline);
        self.client.deadline().into_iter().chain(server).min()
    }

    /// Carries messages until both machines are silent.
    pub(crate) fn settle(&mut self) {
        loop {
            if let Some(output) = self.server.as_mut().and_then(server::Connection::poll) {
                self.server_output(output);
            } else if let Some(output) = self.client.poll() {
                self.client_output(output);
            } else {
                return;
            }
        }
    }

    fn client_output(&mut self, output: client::Output) {
        match output {
            Output::Send(message) => {
                self.wire.push(format!("> {}", String::from_utf8_lossy(&message)));
                if let Some(server) = self.server.as_mut().filter(|_| self.cable) {
                    server.handle_message(&message, self.now);
                }
            }
            Output::Close(code) => {
                self.seen.push(format!("client: closes {code}"));
                self.server = None;
            }
            Output::Event(event) => self.client_event(event),
        }
    }

    fn client_event(&mut self, event: client::Event) {
        use client::Event;
        let text = match event {
            Event::Connected => "connected".to_owned(),
            Event::Refused { status } => format!("refused {} {:?}", status.code, status.error_code),
            Event::ClosedByServer { status } => format!("closed by server {}", status.code),
            Event::Disconnected { reconnect } => format!("disconnected, reconnect {reconnect:?}"),
            Event::TokenAboutToExpire => "token about to expire".to_owned(),
            Event::TokenExpired => "token expired".to_owned(),
            Event::TokenUpdated => "token updated".to_owned(),
            Event::Reply { id, result } => return self.replies.push((id, result)),
            Event::Notification { message_type, payload } => {
                format!("{message_type} {}", String::from_utf8_lossy(&payload))
            }
        };
        self.seen.push(format!("client: {text}"));
    }

    fn server_output(&mut self, output: server::Output) {
        match output {
            Output::Send(message) => {
                self.wire.push(format!("< {}", String::from_utf8_lossy(&message)));
                if self.cable {
                    self.client.handle_message(&message, self.now);
                }
            }
            Output::Close(code) => {
                self.seen.push(format!("server: closes {code}"));
                self.server = None;
                self.client.handle_closed();
            }
            Output::Event(event) => self.server_event(event),
        }
    }

    fn server_event(&mut self, event: server::Event) {
        use server::Event;
        match event {
            Event::Init { id, continuation_token, .. } => {
                self.seen.push("server: init".to_owned());
                self.inits.push(continuation_token.clone());
                self.decide(&id, continuation_token);
            }
            Event::Update { id, token } => {
                self.seen.push(format!("server: update {}", token.expose()));
                self.decide(&id, None);
            }
            Event::Request { id, request } => {
                self.seen.push(format!("server: {} {}", request.method(), request.uri()));
                if self.answers {
                    let body = Bytes::from(format!("{{\"echo\":\"{}\"}}", request.uri().path()));
                    self.server().reply(&id, Response::new(body));
                }
            }
            Event::Closed => self.seen.push("server: client said close".to_owned()),
        }
    }

    fn decide(&mut self, id: &FrameId, continuation_token: Option<Secret>) {
        let now = self.now;
        match self.policy.clone() {
            Policy::Accept(life) => {
                let reissue = continuation_token.is_none().then_some(Reissue::Missing);
                let accepted = Accepted {
                    continuation_token: continuation_token.unwrap_or_else(|| "handle-1".into()),
                    reissue,
                    expires_at: now + life,
                };
                self.server().accept(id, accepted, now);
            }
            Policy::Reject(error) => self.server().reject(id, error, now),
            Policy::Ponder => {}
        }
    }
}
