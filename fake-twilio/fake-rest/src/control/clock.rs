//! `clock`: moves the emulator's clock.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use twilio_wire::time::Millis;

use super::{Control, health::Health};
use crate::http::{
    error::ApiError,
    parse,
    reply::{Reply, ok},
};

/// How far to move the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// Milliseconds.
    pub millis: u32,
}

impl Advance {
    /// The moment this far behind another; none when it lies beyond the end of time.
    pub fn after(self, moment: Timestamp) -> Option<Timestamp> {
        moment.checked_add(i64::from(self.millis).milliseconds()).ok()
    }
}

/// Why the clock cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It is the machine's clock.
    #[error("The clock is not frozen; start the emulator with --now to advance it")]
    Runs,
    /// It would show a moment that cannot be written.
    #[error("The clock cannot be moved beyond the year 9999")]
    EndOfTime,
}

pub(super) fn advance(control: &dyn Control, body: &[u8]) -> Reply {
    let by: Advance = parse::json(body)?;
    let moved = control.advance(by);
    let now = moved.map_err(|error| ApiError::bad(20001, error.to_string()))?;
    Ok(ok(&Health { status: "ok", now: Millis(now) }))
}
