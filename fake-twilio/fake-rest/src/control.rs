//! The control API of the emulator itself, under `/_emulator/v1`.

mod account;
mod accounts;
mod act;
mod archives;
mod as_seed;
mod body;
mod clients;
mod clock;
mod faults;
mod health;
mod journal;
mod reset;
mod seed;
mod seed_document;
mod snapshots;
mod table;
mod worlds;

use std::time::Duration;

use bytes::Bytes;
use fake_webhooks::PreEventDecision;
use http::Request;
use twilio_sid::AccountSid;

use crate::{context::Context, http::reply::Reply};
use table::Call;

pub use act::ActSignal;
pub use archives::MAX_WORLD;
pub(crate) use archives::{archive_of, read as read_archive};
pub use clients::{Disconnect, DropClients, Whom};
pub use clock::{ClockChange, ClockError, ClockState, Pace};
pub use journal::JournalWait;
pub(crate) use journal::waited;
pub(crate) use seed_document::load_seed;
pub use table::{ControlOperation, control_operations};

/// First segment of all paths of the control API.
pub(crate) const PREFIX: &str = "_emulator";

/// Operations of the control API on the running program.
pub trait Control: Send + Sync {
    /// What the clock shows, and how it runs.
    fn clock(&self) -> ClockState;

    /// Changes the clock.
    ///
    /// # Errors
    /// Why it cannot be changed like that; it stays as it is then.
    fn change_clock(&self, change: ClockChange) -> Result<ClockState, ClockError>;

    /// Takes the clock back to how it was when the emulator started.
    fn reset_clock(&self);

    /// Real time since the emulator started.
    fn uptime(&self) -> Duration;

    /// Returns how many chat clients are connected.
    fn chat_clients(&self) -> usize;

    /// Sends a `close` to connected chat clients of an account; returns how many.
    fn disconnect(&self, account: AccountSid, whom: &Disconnect) -> usize;

    /// Drops connections of chat clients of an account without a close frame; returns how many.
    fn drop_clients(&self, account: AccountSid, dropped: &DropClients) -> usize;

    /// Takes note that an account was reset: webhook requests that wait are dropped, and continuation
    /// tokens become unknown.
    fn note_reset(&self, account: AccountSid);
}

pub(crate) fn handle(
    context: &Context,
    control: &dyn Control,
    request: &Request<Bytes>,
    segments: &[&str],
    decision: Option<&PreEventDecision>,
) -> Reply {
    body::check(request)?;
    table::answer(&Call { context, control, request, decision }, segments)
}
