//! Timers that change a conversation's state by themselves.

use jiff::{SignedDuration, Timestamp};

use crate::{Edit, Error, conversations::record::conversation_state::State};

/// Least time until a conversation becomes inactive (OpenAPI text).
const LEAST_INACTIVE: SignedDuration = SignedDuration::from_mins(1);

/// Least time until a conversation becomes closed (OpenAPI text).
const LEAST_CLOSED: SignedDuration = SignedDuration::from_mins(10);

/// Idle times after which a conversation changes its state; each counts from the last activity, which
/// a change of state that comes by itself is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    /// Until it becomes inactive.
    pub inactive: Option<SignedDuration>,
    /// Until it becomes closed.
    pub closed: Option<SignedDuration>,
}

/// Changes timers; zero takes one away (`assumed`, as the documentation calls zero valid; settled by the
/// contract test `timers_of_zero_are_taken_away`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Until it becomes inactive.
    pub inactive: Option<SignedDuration>,
    /// Until it becomes closed.
    pub closed: Option<SignedDuration>,
}

impl Update {
    /// Returns whether nothing is to change.
    pub fn is_none(&self) -> bool {
        self.inactive.is_none() && self.closed.is_none()
    }

    /// The timers after the change.
    pub fn over(self, before: Timers) -> Result<Timers, Error> {
        let inactive = edit(self.inactive, LEAST_INACTIVE, Error::InactiveTimerTooShort)?;
        let closed = edit(self.closed, LEAST_CLOSED, Error::ClosedTimerTooShort)?;
        Ok(Timers { inactive: inactive.over(before.inactive), closed: closed.over(before.closed) })
    }
}

fn edit(
    given: Option<SignedDuration>,
    least: SignedDuration,
    error: Error,
) -> Result<Edit<SignedDuration>, Error> {
    match given {
        None => Ok(Edit::Keep),
        Some(SignedDuration::ZERO) => Ok(Edit::Clear),
        Some(time) if time < least => Err(error),
        Some(time) => Ok(Edit::Set(time)),
    }
}

impl Timers {
    /// When a conversation that was last changed then becomes inactive and closed.
    pub fn dates(&self, updated: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let date = |time: SignedDuration| updated.checked_add(time).ok();
        (self.inactive.and_then(date), self.closed.and_then(date))
    }

    /// The next change of state that comes by itself.
    pub(crate) fn next(&self, state: State, updated: Timestamp) -> Option<(Timestamp, State)> {
        let (inactive, closed) = self.dates(updated);
        let inactive = inactive.filter(|_| state == State::Active).map(|at| (at, State::Inactive));
        let closed = closed.filter(|_| state != State::Closed).map(|at| (at, State::Closed));
        inactive.into_iter().chain(closed).min_by_key(|(at, _)| *at)
    }
}
