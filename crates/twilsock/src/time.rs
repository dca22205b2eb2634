//! Arithmetic on points in time that cannot overflow.

use jiff::{SignedDuration, Timestamp};

/// The point in time that is this much later, or the last one there is.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The point in time that is this much earlier, or the first one there is.
pub(crate) fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}
