//! `clock`: reads, moves and paces the emulator's clock, which all accounts share.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_wire::time::{self, Millis};

use super::{Control, body::Nothing};
use crate::http::{
    error::{ApiError, HandlerError},
    parse,
    reply::{Reply, ok},
};

/// How a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It stands.
    Frozen,
    /// It runs so many times as fast as the machine's.
    Runs(u32),
}

impl Pace {
    /// As fast as the machine's.
    pub const REAL: Self = Self::Runs(1);

    /// The fastest: more than eleven days a second.
    pub const FASTEST: u32 = 1_000_000;

    /// How many times as fast as the machine's it runs; 0 when it stands.
    pub fn speed(self) -> u32 {
        match self {
            Self::Frozen => 0,
            Self::Runs(speed) => speed,
        }
    }
}

/// What a clock shows, and how it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockState {
    /// What it shows.
    pub now: Timestamp,
    /// How it runs.
    pub pace: Pace,
}

/// A change of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// It stands from now on.
    Freeze,
    /// It shows this moment, which must not lie before the present one.
    Set(Timestamp),
    /// It is moved on.
    Advance(Duration),
    /// It runs so many times as fast as the machine's.
    Run(u32),
}

impl ClockChange {
    /// The clock after the change.
    ///
    /// # Errors
    /// Why it cannot be changed like that.
    pub fn apply(self, clock: ClockState) -> Result<ClockState, ClockError> {
        match self {
            Self::Freeze => Ok(ClockState { pace: Pace::Frozen, ..clock }),
            Self::Set(moment) if moment < clock.now => Err(ClockError::Back),
            Self::Set(now) => Ok(ClockState { now, ..clock }),
            Self::Advance(by) => {
                let now = clock.now.checked_add(by).map_err(|_| ClockError::EndOfTime)?;
                Ok(ClockState { now, ..clock })
            }
            Self::Run(speed @ 1..=Pace::FASTEST) => {
                Ok(ClockState { pace: Pace::Runs(speed), ..clock })
            }
            Self::Run(_) => Err(ClockError::Speed),
        }
    }
}

/// Why the clock cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It would show an earlier moment.
    #[error(
        "The clock cannot be moved back; POST /_emulator/v1/reset with \"clock\": true restarts it"
    )]
    Back,
    /// It would show a moment that cannot be written.
    #[error("The clock cannot be moved beyond the year 9999")]
    EndOfTime,
    /// It would stand, or run too fast.
    #[error("A speed lies between 1 and {}", Pace::FASTEST)]
    Speed,
}

#[derive(Serialize)]
struct Clock {
    now: Millis,
    frozen: bool,
    /// How many times as fast as the machine's it runs; 0 when it stands.
    speed: u32,
}

impl From<ClockState> for Clock {
    fn from(ClockState { now, pace }: ClockState) -> Self {
        Self { now: Millis(now), frozen: pace == Pace::Frozen, speed: pace.speed() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Milliseconds.
    millis: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    now: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    speed: u32,
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch(control: &dyn Control) -> Reply {
    Ok(ok(&Clock::from(control.clock())))
}

pub(super) fn freeze(control: &dyn Control, body: &[u8]) -> Reply {
    let Nothing {} = parse::json(body)?;
    change(control, ClockChange::Freeze)
}

pub(super) fn advance(control: &dyn Control, body: &[u8]) -> Reply {
    let Advance { millis } = parse::json(body)?;
    change(control, ClockChange::Advance(Duration::from_millis(millis.into())))
}

pub(super) fn set(control: &dyn Control, body: &[u8]) -> Reply {
    let Set { now } = parse::json(body)?;
    let moment = time::parse(&now);
    let wrong = || ApiError::bad(20001, "now must be a moment such as 2026-06-01T12:00:00Z");
    change(control, ClockChange::Set(moment.ok_or_else(wrong)?))
}

pub(super) fn run(control: &dyn Control, body: &[u8]) -> Reply {
    let Run { speed } = parse::json(body)?;
    change(control, ClockChange::Run(speed))
}

fn change(control: &dyn Control, change: ClockChange) -> Reply {
    let changed = control.change_clock(change);
    let refused = |error: ClockError| {
        HandlerError::from(ApiError::new(StatusCode::BAD_REQUEST, 20001, error.to_string()))
    };
    Ok(ok(&Clock::from(changed.map_err(refused)?)))
}
