//! The connected chat clients, by account, service and identity.

use std::{collections::BTreeMap, sync::Arc};

use fake_rest::{Advance, AuthenticatedClient, ClockError, Control, Disconnect};
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
}

struct Connected {
    account: AccountSid,
    service: ServiceSid,
    identity: String,
    close: oneshot::Sender<Close>,
}

/// A registered connection, removed when this is dropped.
pub(crate) struct Registration {
    connections: Arc<Connections>,
    number: u64,
}

/// Receives the `close` for a connection.
pub(crate) type CloseReceiver = oneshot::Receiver<Close>;

impl Connections {
    /// Takes a client in.
    pub(crate) fn register(
        self: &Arc<Self>,
        client: &AuthenticatedClient,
    ) -> (Registration, CloseReceiver) {
        let (close, receiver) = oneshot::channel();
        let (account, service) = (client.caller.account, client.caller.service);
        let identity = client.caller.identity.clone();
        let mut listed = self.0.lock();
        let number = listed.next;
        listed.next += 1;
        listed.by_number.insert(number, Connected { account, service, identity, close });
        (Registration { connections: self.clone(), number }, receiver)
    }

    fn disconnect(&self, account: AccountSid, whom: &Disconnect) -> usize {
        let meant = |connected: &Connected| {
            connected.account == account
                && whom.identity.as_ref().is_none_or(|identity| *identity == connected.identity)
                && whom.service_sid.is_none_or(|service| service == connected.service)
        };
        let mut listed = self.0.lock();
        let (gone, left) = std::mem::take(&mut listed.by_number)
            .into_iter()
            .partition(|(_, connected)| meant(connected));
        listed.by_number = left;
        drop(listed);
        let gone: BTreeMap<u64, Connected> = gone;
        gone.into_values().filter_map(|connected| connected.close.send(close(whom)).ok()).count()
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
}

impl ControlHandle {
    pub(crate) fn new(
        clock: Arc<ShellClock>,
        connections: Arc<Connections>,
        resets: Arc<Resets>,
    ) -> Self {
        Self { clock, connections, resets }
    }
}

impl Control for ControlHandle {
    fn advance(&self, by: Advance) -> Result<Timestamp, ClockError> {
        self.clock.advance(by)
    }

    fn disconnect(&self, account: AccountSid, whom: &Disconnect) -> usize {
        self.connections.disconnect(account, whom)
    }

    fn note_reset(&self, account: AccountSid) {
        self.resets.note(account);
    }
}
