//! Everything a server connection waits for.

use jiff::{SignedDuration, Timestamp};

use crate::time::earlier;

/// What happens at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// The client took too long to introduce itself.
    Init,
    /// The client left pings unanswered for too long.
    Silence,
    /// The client did not go after the final message.
    Farewell,
    /// The token's time is over.
    Expired,
    /// The token's time is nearly over.
    Expiring,
    /// A ping is due.
    Ping,
}

/// In order of priority when several are due: timers that end the connection come first.
const ALL: [Timer; 6] =
    [Timer::Init, Timer::Silence, Timer::Farewell, Timer::Expired, Timer::Expiring, Timer::Ping];

/// One point in time per [`Timer`].
#[derive(Debug, Default)]
pub(super) struct Timers([Option<Timestamp>; ALL.len()]);

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Timestamp) {
        self.0[timer as usize] = Some(at);
    }

    pub(super) fn clear(&mut self, timer: Timer) {
        self.0[timer as usize] = None;
    }

    pub(super) fn is_set(&self, timer: Timer) -> bool {
        self.0[timer as usize].is_some()
    }

    /// Sets when a token expires and when that is announced: `lead` ahead, or not at all if less
    /// than that is left. An announcement at once would make an application that answers it with
    /// another short token renew without end.
    pub(super) fn expire(&mut self, at: Timestamp, lead: SignedDuration, now: Timestamp) {
        self.set(Timer::Expired, at);
        let announced = earlier(at, lead);
        self.0[Timer::Expiring as usize] = (announced > now).then_some(announced);
    }

    /// Takes away one timer that is due.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<Timer> {
        let due =
            ALL.into_iter().find(|timer| self.0[*timer as usize].is_some_and(|at| at <= now))?;
        self.clear(due);
        Some(due)
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.0.iter().flatten().min().copied()
    }
}
