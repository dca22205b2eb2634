//! What chat clients tunnel: the client API and Sync; REST requests come between, as from a server.
//!
//! The header `x-identity` says whose request it is: alice's unless it says bob.

use std::{
    sync::Arc,
    task::{Context, Waker},
};

use bytes::Bytes;
use fake_rest::Signal;
use fake_sync::{Handled, Outbox, PendingCommand, SessionId, V1Command};
use http::{Method, Request, Response};
use serde_json::value::RawValue;
use twilsock::Frame;

use super::{
    Outcome, api,
    request::{self, Seen},
};
use crate::system::{self, System};

struct Client {
    identity: &'static str,
    session: SessionId,
    outbox: Arc<Outbox>,
}

pub(super) fn run(input: &[u8]) -> Outcome {
    let (system, mut seen, mut outcome) = (System::new(), Seen::default(), Outcome::default());
    let clients = ["alice", "bob"].map(|identity| Client::open(&system, identity));
    let model = system::request(Method::GET, "/", Bytes::new());
    let authorization = &model.headers()["authorization"];
    for text in request::texts(input) {
        let Some(request) = request::parse(&seen.fill(text), Some(authorization)) else { continue };
        let identity = request.headers().get("x-identity");
        let client = &clients[usize::from(identity.is_some_and(|it| it == "bob"))];
        let response = client.answer(&system, &request);
        let (status, path) = (response.status(), request.uri().path());
        assert!(!status.is_server_error(), "{} {path}: {status}", request.method());
        seen.learn(response.body());
        outcome.note(!status.is_client_error());
        system.hub.catch_up();
        for client in &clients {
            client.listen(&mut seen);
        }
    }
    for client in clients {
        system.hub.close(client.session);
    }
    outcome
}

impl Client {
    fn open(system: &System, identity: &'static str) -> Self {
        let outbox = Arc::<Outbox>::default();
        let session = system.hub.open(identity, outbox.clone());
        Self { identity, session, outbox }
    }

    /// Answers as the emulator does, by the path.
    fn answer(&self, system: &System, request: &Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        if path.starts_with("/v3/") || path.starts_with("/v4/") {
            let Handled { response, pending_command } = system.hub.handle(self.session, request);
            if let Some(pending_command) = pending_command {
                self.run_pending(system, &pending_command);
            }
            return response;
        }
        let is_client = ["/Client/", "/v1/typing", "/v1/registrations"];
        if !is_client.iter().any(|it| path.starts_with(it)) {
            return api::answer(system, request);
        }
        let caller = system.caller(self.identity);
        let answer =
            api::settle(|decision| system.api.answer_tunnelled(request, &caller, decision));
        if let Some(Signal::Typing { conversation, identity }) = answer.signal {
            system.hub.typing(conversation, &identity);
        }
        answer.response
    }

    /// A command of the SDK's first generation, from its session list.
    fn run_pending(&self, system: &System, pending_command: &PendingCommand) {
        let caller = system.caller(self.identity);
        let outcome: Option<Box<RawValue>> = match &pending_command.command {
            V1Command::Context => system.api.v1_context(&caller),
            V1Command::Command { data, .. } => {
                api::settle(|decision| system.api.answer_v1_command(data, &caller, decision))
            }
        };
        if let Some(outcome) = outcome {
            system.hub.settle(pending_command, &outcome);
        }
    }

    /// Reads what was pushed; all of it are frames.
    fn listen(&self, seen: &mut Seen) {
        let mut frames = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        let _ = self.outbox.poll_drain(&mut context, &mut frames);
        for frame in frames {
            let frame = Frame::decode(&frame).expect("a frame");
            seen.learn(&frame.payload);
        }
    }
}
