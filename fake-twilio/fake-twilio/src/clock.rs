use std::time::Duration;

use fake_rest::{Advance, ClockError};
use fake_store::Clock;
use jiff::Timestamp;
use tokio::sync::watch;

/// Where the emulator gets the time from.
pub(crate) enum ShellClock {
    /// The machine's clock.
    System,
    /// A frozen clock, which [`advance`](ShellClock::advance) moves.
    Manual(watch::Sender<Timestamp>),
}

impl ShellClock {
    pub(crate) fn new(start: Option<Timestamp>) -> Self {
        start.map_or(Self::System, |start| Self::Manual(watch::Sender::new(start)))
    }

    /// Waits until the clock shows this moment.
    pub(crate) async fn sleep_until(&self, moment: Timestamp) {
        match self {
            Self::System => {
                let wait = Duration::try_from(moment.duration_since(self.now()));
                // A moment in the past has no duration and needs no wait.
                tokio::time::sleep(wait.unwrap_or_default()).await;
            }
            Self::Manual(clock) => {
                // The sender lives as long as this borrow, so waiting cannot fail.
                let _ = clock.subscribe().wait_for(|now| *now >= moment).await;
            }
        }
    }

    /// [`ShellClock::sleep_until`] a moment; never returns without one.
    pub(crate) async fn sleep_until_some(&self, moment: Option<Timestamp>) {
        match moment {
            Some(moment) => self.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }

    /// Moves the clock on, if it stands still.
    pub(crate) fn advance(&self, by: Advance) -> Result<Timestamp, ClockError> {
        let Self::Manual(clock) = self else { return Err(ClockError::Runs) };
        let mut moved = Err(ClockError::EndOfTime);
        clock.send_if_modified(|now| {
            let Some(later) = by.after(*now) else { return false };
            *now = later;
            moved = Ok(later);
            true
        });
        moved
    }
}

impl Clock for ShellClock {
    fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Manual(clock) => *clock.borrow(),
        }
    }
}
