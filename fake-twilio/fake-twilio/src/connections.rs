//! The connected chat clients, by account, service and identity.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use fake_rest::{
    AuthenticatedClient, ClientCaller, ClockChange, ClockError, ClockState, Control, Disconnect,
    DropClients, Whom,
};
use fake_store::Clock;
use http::StatusCode;
use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::oneshot;
use twilio_sid::{AccountSid, ServiceSid};
use twilio_wire::twilsock::{Backoff, Status};
use twilsock::server::Close;

use crate::{clock::ShellClock, resets::Resets};

/// All connections to authenticated clients.
#[derive(Default)]
pub(crate) struct Connections(Mutex<Listed>);

#[derive(Default)]
struct Listed {
    next: u64,
    by_number: BTreeMap<u64, Connected>,
    /// Clients whose connections are dropped, and until when.
    unreachable: Vec<(AccountSid, Whom, Timestamp)>,
}

/// How the control API ends a connection.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With a `close`.
    Close(Close),
    /// Without a word, like a pulled cable.
    Drop,
}

struct Connected {
    account: AccountSid,
    service: ServiceSid,
    identity: String,
    end: oneshot::Sender<Ending>,
}

/// A registered connection, removed when this is dropped.
pub(crate) struct Registration {
    connections: Arc<Connections>,
    number: u64,
}

/// Receives the end of a connection.
pub(crate) type EndReceiver = oneshot::Receiver<Ending>;

impl Connections {
    /// Takes a client in.
    pub(crate) fn register(
        self: &Arc<Self>,
        client: &AuthenticatedClient,
    ) -> (Registration, EndReceiver) {
        let (end, receiver) = oneshot::channel();
        let (account, service) = (client.caller.account, client.caller.service);
        let identity = client.caller.identity.clone();
        let mut listed = self.0.lock();
        let number = listed.next;
        listed.next += 1;
        listed.by_number.insert(number, Connected { account, service, identity, end });
        (Registration { connections: self.clone(), number }, receiver)
    }

    /// Ends the connections of some clients; returns their number.
    fn end(&self, account: AccountSid, whom: &Whom, ending: impl Fn() -> Ending) -> usize {
        let meant = |connected: &Connected| {
            connected.account == account && whom.includes(connected.service, &connected.identity)
        };
        let mut listed = self.0.lock();
        let (gone, left) = std::mem::take(&mut listed.by_number)
            .into_iter()
            .partition(|(_, connected)| meant(connected));
        listed.by_number = left;
        drop(listed);
        let gone: BTreeMap<u64, Connected> = gone;
        gone.into_values().filter_map(|connected| connected.end.send(ending()).ok()).count()
    }

    /// Drops the connections of some clients now, and those that they open until a moment.
    fn drop_until(
        &self,
        account: AccountSid,
        whom: &Whom,
        now: Timestamp,
        until: Option<Timestamp>,
    ) -> usize {
        if let Some(until) = until {
            let mut listed = self.0.lock();
            listed
                .unreachable
                .retain(|(of, known, end)| *end > now && (*of, known) != (account, whom));
            listed.unreachable.push((account, whom.clone(), until));
        }
        self.end(account, whom, || Ending::Drop)
    }

    /// Returns whether connections of this client are dropped at the moment.
    pub(crate) fn is_unreachable(&self, client: &ClientCaller, now: Timestamp) -> bool {
        let mut listed = self.0.lock();
        listed.unreachable.retain(|(.., until)| *until > now);
        let meant = |account: AccountSid, whom: &Whom| {
            account == client.account && whom.includes(client.service, &client.identity)
        };
        listed.unreachable.iter().any(|(account, whom, _)| meant(*account, whom))
    }

    fn forget_unreachable(&self, account: AccountSid) {
        self.0.lock().unreachable.retain(|(of, ..)| *of != account);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.connections.0.lock().by_number.remove(&self.number);
    }
}

/// The `close` that the control API requests.
fn close(wanted: &Disconnect) -> Close {
    let Close { mut status, .. } = match wanted.status {
        308 => Close::offload(None),
        410 => Close::token_expired(),
        code => Close::new(Status::new(code, word(code))),
    };
    if let Some(why) = &wanted.description {
        status = status.because(why);
    }
    if let Some(code) = wanted.error_code {
        status = status.with_error_code(code);
    }
    Close { status, backoff: wanted.backoff_ms.map(|wait| Backoff::between(wait, wait)) }
}

/// The name of a status as Twilsock writes it, such as `TOO_MANY_REQUESTS`.
fn word(code: u16) -> String {
    let name = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    name.unwrap_or("Unknown").to_uppercase().replace([' ', '-'], "_")
}

/// The control API's access to clock and connections.
pub(crate) struct ControlHandle {
    clock: Arc<ShellClock>,
    connections: Arc<Connections>,
    resets: Arc<Resets>,
    started: Instant,
}

impl ControlHandle {
    pub(crate) fn new(
        clock: Arc<ShellClock>,
        connections: Arc<Connections>,
        resets: Arc<Resets>,
    ) -> Self {
        Self { clock, connections, resets, started: Instant::now() }
    }
}

impl Control for ControlHandle {
    fn clock(&self) -> ClockState {
        self.clock.state()
    }

    fn change_clock(&self, change: ClockChange) -> Result<ClockState, ClockError> {
        self.clock.change(change)
    }

    fn reset_clock(&self) {
        self.clock.reset();
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    fn chat_clients(&self) -> usize {
        self.connections.0.lock().by_number.len()
    }

    fn disconnect(&self, account: AccountSid, whom: &Disconnect) -> usize {
        self.connections.end(account, &whom.whom(), || Ending::Close(close(whom)))
    }

    fn drop_clients(&self, account: AccountSid, dropped: &DropClients) -> usize {
        let wait = dropped.for_millis.map(|millis| Duration::from_millis(millis.into()));
        let now = self.clock.now();
        let until = wait.and_then(|wait| now.checked_add(wait).ok());
        self.connections.drop_until(account, &dropped.whom(), now, until)
    }

    fn note_reset(&self, account: AccountSid) {
        self.connections.forget_unreachable(account);
        self.resets.note(account);
    }
}
