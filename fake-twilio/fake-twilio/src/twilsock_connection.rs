//! Chat on a WebSocket: moves messages between the Twilsock machine, the hub and the socket.

use std::{future::poll_fn, sync::Arc};

use bytes::Bytes;
use fake_control::journal::Protocol;
use fake_rest::{Answer, ApiError, AuthenticatedClient, ClientCaller, Signal, Step};
use fake_store::{Clock, Dependencies, with_dependencies};
use fake_sync::{Drained, End, Handled, Hub, Outbox, PendingCommand, SessionId, V1Command};
use fake_webhooks::PreEventDecision;
use http::Request;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use twilio_wire::twilsock::Secret;
use twilsock::{
    FrameId,
    server::{Close, Config, Connection, Event, ReplyError},
};

use crate::{
    authentication::{authenticate, welcome},
    clock::ShellClock,
    connection_limit::ConnectionPermit,
    connections::{EndReceiver, Ending, Registration},
    handshake::Socket,
    line::Line,
    pending_requests::{PendingRequests, too_many_requests},
    recording::SocketRecording,
    response_log::log,
    shared::Shared,
    sync_hubs,
    websocket::{self, Input, Output, SocketLayer},
};

/// A connection with its machine.
struct TwilsockConnection {
    shared: Arc<Shared>,
    machine: Connection,
    outbox: Arc<Outbox>,
    /// Frames on their way from the outbox to the machine.
    frames: Vec<Bytes>,
    /// Whether the outbox has ended, and with it the connection.
    ended: bool,
    /// Scheme and host under which the client reaches plain HTTP.
    origin: String,
    session: Option<ClientSession>,
    pending: PendingRequests,
    recording: Arc<SocketRecording>,
    /// Receives the end of the connection, once the client is authenticated.
    end_receiver: Option<EndReceiver>,
    /// When the client has to be authenticated, or gone, in real time, even if the emulator's clock stands.
    overdue: Option<Instant>,
}

/// What an authenticated client has.
struct ClientSession {
    client: AuthenticatedClient,
    hub: Arc<Hub>,
    id: SessionId,
    /// Held for as long as the client is here.
    _permit: ConnectionPermit,
    _registration: Registration,
}

/// Serves a WebSocket until either side ends it.
pub(crate) fn serve(
    shared: Arc<Shared>,
    socket: Box<Socket>,
    line: Arc<Line>,
    origin: String,
) -> impl Future<Output = ()> + Send {
    let recording = shared.recorder.socket(Protocol::Twilsock);
    let layer = SocketLayer::new(recording.clone());
    let config = Config::seeded(shared.random.connection_seed());
    let connection = Box::new(TwilsockConnection {
        machine: Connection::new(config, shared.clock.now()),
        outbox: Arc::default(),
        frames: Vec::new(),
        ended: false,
        origin,
        session: None,
        pending: PendingRequests::default(),
        recording,
        end_receiver: None,
        overdue: Some(Instant::now() + shared.chat.init_timeout),
        shared: shared.clone(),
    });
    websocket::drive(connection, socket, layer, line, async move { shared.stopping().await })
}

impl Drop for TwilsockConnection {
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            session.hub.close(session.id);
        }
    }
}

impl websocket::Session for TwilsockConnection {
    fn handle(&mut self, input: Input) {
        match input {
            Input::Binary(message) => {
                self.machine.handle_message(&message, self.shared.clock.now());
            }
            Input::Text(_) => self.machine.handle_text(),
            Input::Closed => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        loop {
            match self.machine.poll() {
                Some(twilsock::Output::Send(frame)) => {
                    return Some(Output::Send(Message::Binary(frame)));
                }
                Some(twilsock::Output::Close(code)) => return Some(Output::Close(code)),
                Some(twilsock::Output::Event(event)) => self.take(event),
                // After a lost socket the SDK reconnects at once and requests what it missed.
                None => return self.ended.then_some(Output::Drop),
            }
        }
    }

    fn deadline(&self) -> (Option<Timestamp>, &Arc<ShellClock>) {
        (self.machine.deadline(), &self.shared.clock)
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.machine.handle_timeout(now);
    }

    async fn wake(&mut self) {
        // Silence of an open connection needs no such limit: it is not pinged while the clock is
        // frozen.
        match (self.machine.is_open(), self.overdue) {
            (true, _) => self.overdue = None,
            (false, None) => self.overdue = Some(Instant::now() + self.shared.chat.init_timeout),
            (false, Some(_)) => {}
        }
        let (outbox, frames) = (&self.outbox, &mut self.frames);
        tokio::select! {
            drained = poll_fn(|cx| outbox.poll_drain(cx, frames)), if !self.ended => {
                self.drain(drained);
            }
            (id, answer) = self.pending.next() => self.reply(&id, answer),
            ending = ending_requested(&mut self.end_receiver) => match ending {
                Ending::Close(close) => self.machine.close(close),
                Ending::Drop => self.ended = true,
            },
            () = until(self.overdue) => self.time_out(),
        }
    }

    fn overflow(&self) -> impl Future<Output = ()> + Send + use<> {
        let outbox = self.outbox.clone();
        async move { poll_fn(|cx| outbox.poll_overflow(cx)).await }
    }

    fn stop(&mut self) {
        self.machine.close(Close::offload(None));
    }
}

impl TwilsockConnection {
    /// Does what the emulator's clock brings in time unless it stands still.
    fn time_out(&mut self) {
        self.overdue = None;
        match self.machine.deadline() {
            Some(deadline) => self.machine.handle_timeout(deadline),
            None => self.ended = true,
        }
    }

    fn drain(&mut self, drained: Drained) {
        match drained {
            Drained::Messages => {
                for frame in self.frames.drain(..) {
                    self.machine.push(frame);
                }
            }
            Drained::End(End::Overflow | End::Closed) => self.ended = true,
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Init { id, token, continuation_token, .. } => {
                self.init(&id, &token, continuation_token);
            }
            Event::Update { id, token } => self.update(&id, &token),
            Event::Request { id, request } => self.answer(&id, &request),
            Event::Closed => {}
        }
    }

    fn init(&mut self, id: &FrameId, token: &Secret, continuation_token: Option<Secret>) {
        let now = self.shared.clock.now();
        let authenticated = authenticate(&self.shared, token.expose(), &self.origin);
        match authenticated
            .and_then(|client| Ok((client, self.shared.chat.connection_limit.take()?)))
        {
            Err(error) => {
                tracing::info!(status = ?error.status, "twilsock client refused");
                self.machine.reject(id, error, now);
            }
            Ok((client, _)) if self.shared.chat.connections.is_unreachable(&client.caller, now) => {
                self.ended = true;
            }
            Ok((client, permit)) => {
                let hub = sync_hubs::hub(&self.shared, &client.tenant);
                let session = hub.open(&client.caller.identity, self.outbox.clone());
                let accepted = welcome(&self.shared, &client, continuation_token);
                tracing::info!(identity = client.caller.identity, "twilsock client connected");
                self.machine.accept(id, accepted, now);
                self.recording.set_client(&client.caller);
                let (registration, end_receiver) = self.shared.chat.connections.register(&client);
                self.end_receiver = Some(end_receiver);
                self.session = Some(ClientSession {
                    client,
                    hub,
                    id: session,
                    _permit: permit,
                    _registration: registration,
                });
            }
        }
    }

    fn update(&mut self, id: &FrameId, token: &Secret) {
        let now = self.shared.clock.now();
        let Some(session) = &mut self.session else { return };
        match authenticate(&self.shared, token.expose(), &self.origin) {
            Err(error) => self.machine.reject(id, error, now),
            Ok(client) if !is_same_client(&client, &session.client) => {
                self.machine.reject(id, ReplyError::different_identity(), now);
            }
            Ok(client) => {
                self.machine.accept(id, welcome(&self.shared, &client, None), now);
                session.client = client;
            }
        }
    }

    fn answer(&mut self, id: &FrameId, request: &Request<Bytes>) {
        let Some(session) = &self.session else { return };
        let path = request.uri().path();
        if session.client.tenant.stored().is_some() && self.pending.is_full() {
            return self.machine.reply(id, too_many_requests());
        }
        let (answer, dependencies) = if path.starts_with("/v3/") || path.starts_with("/v4/") {
            let (handled, dependencies) =
                with_dependencies(|| session.hub.handle(session.id, request));
            let Handled { response, pending_command } = handled;
            if let Some(pending_command) = pending_command {
                run(&self.shared, session, &self.pending, pending_command);
            }
            (response.into(), dependencies)
        } else {
            let caller = &session.client.caller;
            let (step, dependencies) =
                with_dependencies(|| self.shared.api.answer_tunnelled(request, caller, None));
            match step {
                Step::Done(answer) => (answer, dependencies),
                step @ Step::CallWebhook(_) => {
                    let (request, caller) = (request.clone(), caller.clone());
                    let answer = answer_later(self.shared.clone(), request, caller, step);
                    return self.pending.wait(id, answer);
                }
            }
        };
        if dependencies.is_stored() {
            log(request.method(), path, &answer.response);
            self.reply(id, answer);
        } else {
            let (method, path) = (request.method().clone(), path.to_owned());
            self.pending.hold(id, async move {
                let answer = when_stored(dependencies, answer).await;
                log(&method, &path, &answer.response);
                answer
            });
        }
    }

    /// Replies to a tunnelled request, at once or after a webhook.
    fn reply(&mut self, id: &FrameId, answer: Answer) {
        let Some(session) = &self.session else { return };
        match answer.signal {
            Some(Signal::Typing { conversation, identity }) => {
                session.hub.typing(conversation, &identity);
            }
            Some(Signal::Reachability { identity }) => session.hub.show_reachability(&identity),
            None => {}
        }
        self.machine.reply(id, answer.response);
    }
}

/// Executes a command of a client of `@twilio/conversations` 1.x from its session list.
fn run(
    shared: &Arc<Shared>,
    session: &ClientSession,
    pending: &PendingRequests,
    pending_command: PendingCommand,
) {
    let caller = &session.client.caller;
    let step = match &pending_command.command {
        V1Command::Context => Step::Done(shared.api.v1_context(caller)),
        V1Command::Command { data, .. } => shared.api.answer_v1_command(data, caller, None),
    };
    if let Step::Done(outcome) = step {
        return settle(&session.hub, &pending_command, outcome.as_deref());
    }
    // Without a response the client times out and reports an error.
    let Some(permit) = pending.try_acquire() else { return };
    let (shared, hub, caller) = (shared.clone(), session.hub.clone(), caller.clone());
    tokio::spawn(async move {
        let V1Command::Command { data, .. } = &pending_command.command else { return };
        let answer = |decision: &PreEventDecision| {
            shared.api.answer_v1_command(data, &caller, Some(decision))
        };
        let outcome = shared.settle(step, answer).await;
        settle(&hub, &pending_command, outcome.as_deref());
        drop(permit);
    });
}

/// The response, as soon as the records it depends on are stored.
async fn when_stored(dependencies: Dependencies, answer: Answer) -> Answer {
    match dependencies.stored().await {
        Ok(()) => answer,
        Err(read_only) => ApiError::from(read_only).into_response().into(),
    }
}

/// The answer of a tunnelled request on which a webhook decides.
async fn answer_later(
    shared: Arc<Shared>,
    request: Request<Bytes>,
    caller: ClientCaller,
    step: Step<Answer>,
) -> Answer {
    let dependencies = Mutex::new(Dependencies::default());
    let decided = |decision: &PreEventDecision| {
        let answer = || shared.api.answer_tunnelled(&request, &caller, Some(decision));
        let (step, made_of) = with_dependencies(answer);
        *dependencies.lock() = made_of;
        step
    };
    let answer = shared.settle(step, decided).await;
    let answer = when_stored(dependencies.into_inner(), answer).await;
    log(request.method(), request.uri().path(), &answer.response);
    answer
}

fn settle(hub: &Hub, pending_command: &PendingCommand, outcome: Option<&RawValue>) {
    if let Some(outcome) = outcome {
        hub.settle(pending_command, outcome);
    }
}

fn is_same_client(one: &AuthenticatedClient, other: &AuthenticatedClient) -> bool {
    one.caller.identity == other.caller.identity && one.caller.service == other.caller.service
}

/// The requested end.
async fn ending_requested(end_receiver: &mut Option<EndReceiver>) -> Ending {
    if let Some(awaited) = end_receiver {
        let ending = awaited.await;
        *end_receiver = None;
        if let Ok(ending) = ending {
            return ending;
        }
    }
    std::future::pending().await
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
