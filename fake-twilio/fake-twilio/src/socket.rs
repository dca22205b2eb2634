//! One Twilsock connection: moves bytes between the WebSocket, the machine and the hub.

use std::{future::poll_fn, io, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_rest::{Admitted, Answer, Signal, Step, Verdict};
use fake_store::Clock;
use fake_sync::{Drained, End, Errand, Handled, Hub, Outbox, SessionId, Wish};
use futures_util::{SinkExt, StreamExt};
use http::Request;
use serde_json::value::RawValue;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};
use twilio_wire::twilsock::Secret;
use twilsock::{
    FrameId,
    server::{Close, Config, Connection, Event, Output, Refusal},
};

use crate::{
    admission::{admit, welcome},
    asking::Asking,
    handshake::{self, Socket},
    hubs,
    lines::{Entry, Farewell},
    places::Place,
    shared::Shared,
};

/// Real time that a client may take to read what fills its socket.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection with its machine.
struct Link {
    shared: Arc<Shared>,
    machine: Connection,
    outbox: Arc<Outbox>,
    /// Scheme and host under which the client reaches plain HTTP.
    origin: String,
    session: Option<Session>,
    asking: Asking,
    /// From whoever wants the client gone, once it is admitted.
    farewell: Option<Farewell>,
}

/// What an admitted client has.
struct Session {
    admission: Admitted,
    hub: Arc<Hub>,
    id: SessionId,
    /// Held for as long as the client is here.
    _place: Place,
    _line: Entry,
}

/// Whether the connection goes on.
#[derive(PartialEq, Eq)]
enum Flow {
    Go,
    End,
}

/// Serves a WebSocket until either side ends it.
pub(crate) async fn serve(shared: Arc<Shared>, mut socket: Socket, origin: String) {
    let config = Config::seeded(shared.connection_seed());
    let machine = Connection::new(config, shared.clock.now());
    let (outbox, asking) = (Arc::default(), Asking::default());
    let (session, farewell) = (None, None);
    let mut link = Link { shared, machine, outbox, origin, session, asking, farewell };
    let ran = link.run(&mut socket).await;
    if let Some(session) = &link.session {
        session.hub.close(session.id);
    }
    drop(link);
    if let Err(error) = ran {
        tracing::debug!(%error, "twilsock connection lost");
        handshake::part(socket, &error).await;
    }
}

impl Link {
    async fn run(&mut self, socket: &mut Socket) -> Result<(), Error> {
        let shared = self.shared.clone();
        let mut stopping = std::pin::pin!(shared.stopping());
        // Silence of an open connection needs no such bound: nobody pings it while the clock stands.
        let mut overdue = std::pin::pin!(tokio::time::sleep(shared.patience));
        let mut was_open = false;
        let mut frames = Vec::new();
        loop {
            if self.flush(socket).await? == Flow::End {
                return Ok(());
            }
            let deadline = self.machine.deadline();
            let open = self.machine.is_open();
            if was_open && !open {
                overdue.as_mut().reset(Instant::now() + shared.patience);
            }
            was_open = open;
            tokio::select! {
                message = socket.next() => match message.transpose()? {
                    Some(message) => self.read(message),
                    None => return Ok(()),
                },
                drained = poll_fn(|cx| self.outbox.poll_drain(cx, &mut frames)) => {
                    if self.drain(drained, &mut frames) == Flow::End {
                        return Ok(());
                    }
                }
                (id, answer) = self.asking.next() => self.reply(&id, answer),
                close = dismissed(&mut self.farewell) => {
                    self.machine.close(close, shared.clock.now());
                }
                () = sleep_until(&shared, deadline) => {
                    self.machine.handle_timeout(shared.clock.now());
                }
                // What the emulator's clock brings in time unless it stands still.
                () = &mut overdue, if !open => match deadline {
                    Some(deadline) => self.machine.handle_timeout(deadline),
                    None => return Ok(()),
                },
                () = &mut stopping => {
                    self.machine.close(Close::offload(None), shared.clock.now());
                    self.flush(socket).await?;
                    return Ok(());
                }
            }
        }
    }

    /// Does what the machine wants done.
    async fn flush(&mut self, socket: &mut Socket) -> Result<Flow, Error> {
        let outbox = self.outbox.clone();
        tokio::select! {
            biased;
            sent = self.send(socket) => sent,
            // Nothing helps a client that does not read; it must not keep its place meanwhile.
            () = poll_fn(|cx| outbox.poll_overflow(cx)) => Ok(Flow::End),
        }
    }

    async fn send(&mut self, socket: &mut Socket) -> Result<Flow, Error> {
        let mut fed = false;
        while let Some(output) = self.machine.poll() {
            match output {
                Output::Send(frame) => {
                    fed = true;
                    patiently(socket.feed(Message::Binary(frame))).await?;
                }
                Output::Event(event) => self.take(event),
                Output::HangUp(code) => {
                    let code = CloseCode::from(code);
                    let farewell = CloseFrame { code, reason: "".into() };
                    patiently(socket.close(Some(farewell))).await?;
                    return Ok(Flow::End);
                }
            }
        }
        if fed {
            patiently(socket.flush()).await?;
        }
        Ok(Flow::Go)
    }

    fn read(&mut self, message: Message) {
        let now = self.shared.clock.now();
        match message {
            Message::Binary(message) => self.machine.handle_message(&message, now),
            Message::Text(_) => self.machine.handle_text(),
            // Answered by the WebSocket library.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {}
        }
    }

    fn drain(&mut self, drained: Drained, frames: &mut Vec<Bytes>) -> Flow {
        match drained {
            Drained::Messages => {
                for frame in frames.drain(..) {
                    self.machine.push(frame);
                }
                Flow::Go
            }
            // A lost socket makes the SDK reconnect at once and ask for what it missed.
            Drained::End(End::Overflow | End::Closed) => Flow::End,
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
        let admitted = admit(&self.shared, token.expose(), &self.origin);
        match admitted.and_then(|admission| Ok((admission, self.shared.places.take()?))) {
            Err(refusal) => {
                tracing::info!(status = ?refusal.status, "twilsock client refused");
                self.machine.refuse(id, refusal, now);
            }
            Ok((admission, place)) => {
                let hub = hubs::hub(&self.shared, &admission.tenant);
                let session = hub.open(&admission.caller.identity, self.outbox.clone());
                let accepted = welcome(&self.shared, &admission, continuation_token);
                tracing::info!(identity = admission.caller.identity, "twilsock client connected");
                self.machine.accept(id, accepted, now);
                let (line, farewell) = self.shared.lines.enter(&admission);
                self.farewell = Some(farewell);
                self.session =
                    Some(Session { admission, hub, id: session, _place: place, _line: line });
            }
        }
    }

    fn update(&mut self, id: &FrameId, token: &Secret) {
        let now = self.shared.clock.now();
        let Some(session) = &mut self.session else { return };
        match admit(&self.shared, token.expose(), &self.origin) {
            Err(refusal) => self.machine.refuse(id, refusal, now),
            Ok(admission) if !is_same_client(&admission, &session.admission) => {
                self.machine.refuse(id, Refusal::different_identity(), now);
            }
            Ok(admission) => {
                self.machine.accept(id, welcome(&self.shared, &admission, None), now);
                session.admission = admission;
            }
        }
    }

    fn answer(&mut self, id: &FrameId, request: &Request<Bytes>) {
        let Some(session) = &self.session else { return };
        let path = request.uri().path();
        let response = if path.starts_with("/v3/") || path.starts_with("/v4/") {
            let Handled { response, errand } = session.hub.handle(session.id, request);
            if let Some(errand) = errand {
                run(&self.shared, session, &self.asking, errand);
            }
            response
        } else {
            let caller = &session.admission.caller;
            let answer = match self.shared.api.handle_tunnelled(request, caller) {
                Step::Done(answer) => answer,
                Step::Ask(question) => {
                    let (request, caller) = (request.clone(), caller.clone());
                    let conclude = move |shared: &Shared, verdict: &Verdict| {
                        shared.api.conclude_tunnelled(&request, &caller, verdict)
                    };
                    return self.asking.ask(&self.shared, id, question, conclude);
                }
            };
            return self.reply(id, answer);
        };
        tracing::debug!(method = %request.method(), path, status = response.status().as_u16(), "tunnelled");
        self.machine.reply(id, response);
    }

    /// Replies to what was tunnelled, at once or when a hook was asked.
    fn reply(&mut self, id: &FrameId, answer: Answer) {
        let Some(session) = &self.session else { return };
        match answer.signal {
            Some(Signal::Typing { conversation, identity }) => {
                session.hub.typing(conversation, &identity);
            }
            None => {}
        }
        tracing::debug!(status = answer.response.status().as_u16(), "tunnelled");
        self.machine.reply(id, answer.response);
    }
}

/// Sees to what a client of `@twilio/conversations` 1.x wants through its session list.
fn run(shared: &Arc<Shared>, session: &Session, asking: &Asking, errand: Errand) {
    let caller = &session.admission.caller;
    let outcome = match &errand.wish {
        Wish::Context => Step::Done(shared.api.session_context(caller)),
        Wish::Command { data, .. } => shared.api.session_command(data, caller),
    };
    match outcome {
        Step::Done(outcome) => settle(&session.hub, &errand, outcome.as_deref()),
        Step::Ask(question) => {
            // Left without an answer the client gives up by itself, and tells its user.
            let Some(turn) = asking.turn() else { return };
            let (shared, hub, caller) = (shared.clone(), session.hub.clone(), caller.clone());
            tokio::spawn(async move {
                let verdict = shared.ask(&question).await;
                let Wish::Command { data, .. } = &errand.wish else { return };
                let outcome = shared.api.conclude_session_command(data, &caller, &verdict);
                settle(&hub, &errand, outcome.as_deref());
                drop(turn);
            });
        }
    }
}

fn settle(hub: &Hub, errand: &Errand, outcome: Option<&RawValue>) {
    if let Some(outcome) = outcome {
        hub.settle(errand, outcome);
    }
}

fn is_same_client(one: &Admitted, other: &Admitted) -> bool {
    one.caller.identity == other.caller.identity && one.caller.service == other.caller.service
}

/// Gives a client up that is as good as gone.
async fn patiently(step: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let in_time = tokio::time::timeout(PATIENCE, step).await;
    in_time.unwrap_or_else(|_| Err(Error::Io(io::ErrorKind::TimedOut.into())))
}

/// The last word that somebody wants said; never, as long as nobody does.
async fn dismissed(farewell: &mut Option<Farewell>) -> Close {
    if let Some(awaited) = farewell {
        let close = awaited.await;
        *farewell = None;
        if let Ok(close) = close {
            return close;
        }
    }
    std::future::pending().await
}

async fn sleep_until(shared: &Shared, deadline: Option<jiff::Timestamp>) {
    match deadline {
        Some(deadline) => shared.clock.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
