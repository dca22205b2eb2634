//! The task that owns the socket and the machine.

use std::{
    collections::BTreeMap, future::poll_fn, pin::Pin, sync::Arc, task::Poll, time::Duration,
};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    task::JoinSet,
    time::{Instant, Sleep, sleep_until, timeout},
};
use twilio_conversations_core::{Client as Machine, ConnectionState, Event, Output, Requests};
use twilio_sid::ConversationSid;
use twilio_wire::twilsock::Secret;
use twilsock::client::RequestId;

use crate::realtime::{
    TokenError,
    command::{Answer, Command, Receiver},
    dialler::{DialError, Dialler, Dialling},
    socket::Socket,
    tokens::Tokens,
};

mod starting;

pub(super) use starting::{Start, Started};

/// Requests that may wait for their answers.
const MAX_PENDING: usize = 1024;

/// Longest wait for the server's close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Time of an alarm that is not needed.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) struct Driver {
    machine: Machine,
    clock: Clock,
    dialler: Dialler,
    tokens: Tokens,
    /// The newest token.
    token: Secret,
    socket: Option<Box<Socket>>,
    dialling: Option<Dialling>,
    commands: mpsc::Receiver<Command>,
    /// Whether no handle is left, or `shutdown` was called.
    closing: bool,
    pending: BTreeMap<RequestId, oneshot::Sender<Answer>>,
    events: broadcast::Sender<Arc<Event>>,
    /// Readers of single conversations.
    conversations: BTreeMap<ConversationSid, broadcast::Sender<Arc<Event>>>,
    event_buffer: usize,
    state: watch::Sender<ConnectionState>,
    start: Option<Start>,
    /// Sockets that wait for the server's close frame.
    closing_sockets: JoinSet<()>,
    finished: bool,
    ended: Vec<oneshot::Sender<()>>,
}

/// What a driver is made of.
pub(super) struct Parts {
    pub(super) machine: Machine,
    pub(super) dialler: Dialler,
    pub(super) tokens: Tokens,
    pub(super) token: Secret,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) event_buffer: usize,
    pub(super) state: watch::Sender<ConnectionState>,
    pub(super) start: Start,
}

/// What happened.
enum Step {
    Message(Bytes),
    Lost,
    Dialled(Result<Box<Socket>, DialError>),
    Token(Result<Secret, TokenError>),
    Command(Option<Command>),
    Time,
}

impl Driver {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            machine: parts.machine,
            clock: Clock::start(),
            dialler: parts.dialler,
            tokens: parts.tokens,
            token: parts.token,
            socket: None,
            dialling: None,
            commands: parts.commands,
            closing: false,
            pending: BTreeMap::new(),
            events: broadcast::Sender::new(parts.event_buffer),
            conversations: BTreeMap::new(),
            event_buffer: parts.event_buffer,
            state: parts.state,
            start: Some(parts.start),
            closing_sockets: JoinSet::new(),
            finished: false,
            ended: Vec::new(),
        }
    }

    /// Runs until the client ends.
    pub(super) async fn run(mut self) {
        self.machine.connect();
        let mut alarm = Box::pin(sleep_until(Instant::now()));
        let mut set = None;
        loop {
            self.drain();
            if self.finished {
                break;
            }
            let due = self.deadline();
            if set != Some(due) {
                alarm.as_mut().reset(due);
                set = Some(due);
            }
            let step = self.step(alarm.as_mut()).await;
            if matches!(step, Step::Time) {
                set = None;
            }
            self.take(step);
        }
        let closing_sockets = async { while self.closing_sockets.join_next().await.is_some() {} };
        // A server may never answer with a close frame.
        let _ = timeout(CLOSE_TIMEOUT, closing_sockets).await;
        for ended in self.ended {
            let _ = ended.send(());
        }
    }

    async fn step(&mut self, alarm: Pin<&mut Sleep>) -> Step {
        let takes_commands = !self.closing
            && self.pending.len() < MAX_PENDING
            && self.socket.as_ref().is_none_or(|socket| socket.has_room());
        let (socket, dialling, pending) =
            (&mut self.socket, &mut self.dialling, &mut self.tokens.pending);
        tokio::select! {
            message = poll_fn(|context| match socket {
                Some(socket) => socket.poll_message(context),
                None => Poll::Pending,
            }) => message.map_or(Step::Lost, Step::Message),
            dialled = poll_fn(|context| match dialling {
                Some(dialling) => dialling.as_mut().poll(context),
                None => Poll::Pending,
            }) => Step::Dialled(dialled),
            token = poll_fn(|context| match pending {
                Some(pending) => pending.as_mut().poll(context),
                None => Poll::Pending,
            }) => Step::Token(token),
            command = self.commands.recv(), if takes_commands => Step::Command(command),
            () = alarm => Step::Time,
        }
    }

    fn take(&mut self, step: Step) {
        let now = self.clock.now();
        match step {
            Step::Message(message) => self.machine.handle_message(&message, now),
            Step::Lost => {
                self.socket = None;
                self.machine.handle_closed(now);
            }
            Step::Dialled(Ok(socket)) => {
                (self.dialling, self.socket) = (None, Some(socket));
                self.machine.handle_opened(now);
            }
            Step::Dialled(Err(error)) => {
                self.dialling = None;
                tracing::debug!(%error, "failed to connect");
                if let Some(start) = &mut self.start {
                    start.last = Some(error);
                }
                self.machine.handle_dial_failed(now);
            }
            Step::Token(token) => {
                self.tokens.pending = None;
                match token {
                    Ok(token) => self.renew(token, now),
                    Err(error) => {
                        tracing::warn!(%error, "the token provider failed");
                        self.tokens.request();
                    }
                }
            }
            Step::Command(Some(command)) => self.execute(command, now),
            Step::Command(None) => self.close(now),
            Step::Time => {
                self.machine.handle_timeout(now);
                if let Some(start) = self.start.take_if(|start| start.is_late()) {
                    start.fail_late();
                    self.close(now);
                }
            }
        }
    }

    fn execute(&mut self, command: Command, now: Timestamp) {
        match command {
            Command::Request(request, reply) => {
                // A request whose future was dropped is not sent.
                if !reply.is_closed() {
                    self.pending.insert(self.machine.request(*request, now), reply);
                }
            }
            Command::With(act) => act(&mut self.machine, now),
            Command::Subscribe(about, act) => {
                // Events up to now are part of the state that is read, not of the new reader's events.
                self.drain();
                let receiver = self.subscribe(about);
                act(&mut self.machine, receiver);
            }
            #[cfg(feature = "media")]
            Command::Token(reply) => {
                let _ = reply.send(self.token.clone());
            }
            Command::UpdateToken(token) => self.renew(token, now),
            Command::Shutdown(ended) => {
                self.ended.push(ended);
                self.close(now);
            }
        }
    }

    fn renew(&mut self, token: Secret, now: Timestamp) {
        self.token = token.clone();
        self.machine.update_token(token, now);
    }

    fn close(&mut self, now: Timestamp) {
        self.closing = true;
        self.dialling = None;
        self.machine.shutdown(now);
    }

    fn subscribe(&mut self, about: Option<ConversationSid>) -> Receiver {
        let Some(sid) = about else { return self.events.subscribe() };
        self.conversations.retain(|_, sender| sender.receiver_count() > 0);
        let buffer = self.event_buffer;
        let sender = self.conversations.entry(sid);
        sender.or_insert_with(|| broadcast::Sender::new(buffer)).subscribe()
    }

    /// Executes the outputs of the machine.
    fn drain(&mut self) {
        while let Some(output) = self.machine.poll() {
            match output {
                Output::Dial => self.dialling = Some(self.dialler.dial()),
                Output::Send(message) => {
                    if let Some(socket) = &mut self.socket {
                        socket.send(message);
                    }
                }
                Output::Close(code) => {
                    if let Some(mut socket) = self.socket.take() {
                        socket.close(code);
                        self.closing_sockets
                            .spawn(async { drop(timeout(CLOSE_TIMEOUT, socket.finish()).await) });
                    }
                }
                Output::Event(event) => self.handle_event(event),
            }
        }
        while self.closing_sockets.try_join_next().is_some() {}
    }

    fn handle_event(&mut self, event: Event) {
        if let Event::Reply { id, result } = event {
            if let Some(reply) = self.pending.remove(&id) {
                let _ = reply.send(result);
            }
            return;
        }
        if matches!(event, Event::TokenAboutToExpire | Event::TokenExpired) {
            self.tokens.request();
        } else if matches!(event, Event::TokenUpdated) {
            self.tokens.accepted();
        } else if let Event::Connection(state) = event {
            self.connection_changed(state);
        } else if let (Event::Refused { status }, Some(start)) = (&event, &mut self.start) {
            start.refused = Some(status.clone());
        } else if matches!(event, Event::Ready) {
            return self.started();
        }
        if self.start.is_none() {
            self.publish(event);
        }
    }

    fn connection_changed(&mut self, state: ConnectionState) {
        self.state.send_replace(state);
        match state {
            ConnectionState::Connected => self.tokens.accepted(),
            ConnectionState::Connecting => {}
            ConnectionState::Denied => match self.start.take() {
                Some(start) => {
                    start.fail_denied();
                    self.closing = true;
                    self.finished = true;
                }
                None => self.tokens.request(),
            },
            ConnectionState::Finished => {
                self.finished = true;
                if let Some(start) = self.start.take() {
                    start.fail_closed();
                }
            }
        }
    }

    fn started(&mut self) {
        let requests: Option<Requests> = self.machine.requests();
        if let (Some(start), Some(requests)) = (self.start.take(), requests) {
            start.succeed(Started { requests, receiver: self.events.subscribe() });
        }
    }

    fn publish(&mut self, event: Event) {
        let event = Arc::new(event);
        if let Some(sid) = event.conversation()
            && let Some(sender) = self.conversations.get(&sid)
            && sender.send(event.clone()).is_err()
        {
            self.conversations.remove(&sid);
        }
        // It fails without readers.
        let _ = self.events.send(event);
    }

    fn deadline(&self) -> Instant {
        let own = self.start.as_ref().map(|start| start.deadline);
        let machine = self.machine.deadline().map(|at| self.clock.instant(at));
        own.into_iter().chain(machine).min().unwrap_or_else(|| Instant::now() + NEVER)
    }
}

/// The time of day at the start, and a clock from there on that is never set.
struct Clock {
    base: Timestamp,
    at: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { base: Timestamp::now(), at: Instant::now() }
    }

    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.at.elapsed()).unwrap_or(SignedDuration::MAX);
        self.base.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// Not before the moment: a timer that fires too early would fire again and again.
    fn instant(&self, moment: Timestamp) -> Instant {
        let wait = Duration::try_from(moment.duration_since(self.base)).unwrap_or_default();
        self.at + wait.min(NEVER * 365)
    }
}
