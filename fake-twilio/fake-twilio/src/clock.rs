//! Where the emulator gets the time from.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use fake_rest::{ClockChange, ClockError, ClockState, Pace};
use fake_store::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, time::Instant};

/// The machine's clock until it is steered; then one of its own, which may stand or run faster.
pub(crate) struct ShellClock {
    /// Whether it is the machine's, which is read without a lock.
    is_machine: AtomicBool,
    /// None while it is the machine's.
    steered: watch::Sender<Option<Steered>>,
    start: Option<Timestamp>,
}

/// A moment that was shown, and how the clock has run since.
#[derive(Clone, Copy, Debug)]
struct Steered {
    shown: Timestamp,
    at: Instant,
    pace: Pace,
}

impl Steered {
    /// A clock that runs from a moment on, or stands there.
    fn from(shown: Timestamp, pace: Pace) -> Self {
        Self { shown, at: Instant::now(), pace }
    }

    fn now(self) -> Timestamp {
        let speed = self.pace.speed();
        if speed == 0 {
            return self.shown;
        }
        let passed = SignedDuration::try_from(self.at.elapsed()).ok();
        let passed = passed.and_then(|it| it.checked_mul(i32::try_from(speed).ok()?));
        // It stops at the end of time.
        passed.and_then(|it| self.shown.checked_add(it).ok()).unwrap_or(Timestamp::MAX)
    }
}

impl ShellClock {
    /// The machine's clock, or one that stands at a moment.
    pub(crate) fn new(start: Option<Timestamp>) -> Self {
        let steered = start.map(|start| Steered::from(start, Pace::Frozen));
        Self {
            is_machine: AtomicBool::new(steered.is_none()),
            steered: watch::Sender::new(steered),
            start,
        }
    }

    /// Waits until the clock shows this moment.
    pub(crate) async fn sleep_until(&self, moment: Timestamp) {
        let mut steered = self.steered.subscribe();
        loop {
            let state = *steered.borrow_and_update();
            let now = state.map_or_else(Timestamp::now, Steered::now);
            if now >= moment {
                return;
            }
            let speed = state.map_or(1, |it| it.pace.speed());
            // The sender lives as long as this borrow, so waiting cannot fail.
            if speed == 0 {
                let _ = steered.changed().await;
                continue;
            }
            let wait = Duration::try_from(moment.duration_since(now)).unwrap_or_default();
            // Rounded up, so that the moment has come afterwards.
            let wait = wait / speed + Duration::from_nanos(1);
            let _ = tokio::time::timeout(wait, steered.changed()).await;
        }
    }

    /// [`ShellClock::sleep_until`] a moment; never returns without one.
    pub(crate) async fn sleep_until_some(&self, moment: Option<Timestamp>) {
        match moment {
            Some(moment) => self.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }

    /// What the clock shows, and how it runs.
    pub(crate) fn state(&self) -> ClockState {
        let steered = *self.steered.borrow();
        let now = steered.map_or_else(Timestamp::now, Steered::now);
        ClockState { now, pace: steered.map_or(Pace::REAL, |it| it.pace) }
    }

    /// Moves the clock, or changes how it runs.
    pub(crate) fn change(&self, change: ClockChange) -> Result<ClockState, ClockError> {
        let mut changed = Err(ClockError::EndOfTime);
        self.steered.send_if_modified(|steered| {
            let now = steered.map_or_else(Timestamp::now, Steered::now);
            let pace = steered.map_or(Pace::REAL, |it| it.pace);
            changed = change.apply(ClockState { now, pace });
            let Ok(ClockState { now, pace }) = changed else { return false };
            *steered = Some(Steered::from(now, pace));
            self.is_machine.store(false, Ordering::Release);
            true
        });
        changed
    }

    /// Goes back to how it was when the emulator started.
    pub(crate) fn reset(&self) {
        self.steered.send_modify(|steered| {
            *steered = self.start.map(|start| Steered::from(start, Pace::Frozen));
            self.is_machine.store(steered.is_none(), Ordering::Release);
        });
    }
}

impl Clock for ShellClock {
    fn now(&self) -> Timestamp {
        if self.is_machine.load(Ordering::Acquire) {
            return Timestamp::now();
        }
        self.state().now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_stands_runs_and_jumps() {
        let clock = ShellClock::new(Some(at("2026-01-01T00:00:00Z")));
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(clock.now(), at("2026-01-01T00:00:00Z"));
        clock.change(ClockChange::Run(60)).expect("a change");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.now(), at("2026-01-01T00:02:00Z"));
        clock.change(ClockChange::Advance(Duration::from_secs(30))).expect("a change");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(clock.now(), at("2026-01-01T00:03:30Z"));
        clock.change(ClockChange::Freeze).expect("a change");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(clock.now(), at("2026-01-01T00:03:30Z"));
        clock.reset();
        assert_eq!(clock.now(), at("2026-01-01T00:00:00Z"));
    }

    #[tokio::test(start_paused = true)]
    async fn who_sleeps_follows_the_clock() {
        let clock = ShellClock::new(Some(at("2026-01-01T00:00:00Z")));
        let began = Instant::now();
        let slept = clock.sleep_until(at("2026-01-01T01:00:00Z"));
        let steered = async {
            tokio::task::yield_now().await;
            clock.change(ClockChange::Run(3600)).expect("a change");
        };
        tokio::join!(slept, steered);
        // An hour passes in a second; the timer of the runtime counts whole milliseconds.
        let took = began.elapsed();
        assert!(took >= Duration::from_secs(1) && took < Duration::from_millis(1100), "{took:?}");
        let jump = async {
            tokio::task::yield_now().await;
            clock.change(ClockChange::Set(at("2027-01-01T00:00:00Z"))).expect("a change");
        };
        tokio::join!(clock.sleep_until(at("2026-12-31T00:00:00Z")), jump);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let clock = ShellClock::new(Some(at("2026-01-01T00:00:00Z")));
        let back = clock.change(ClockChange::Set(at("2025-12-31T23:59:59Z")));
        assert_eq!(back.map(|_| ()), Err(ClockError::Back));
        let beyond = clock.change(ClockChange::Advance(Duration::MAX));
        assert_eq!(beyond.map(|_| ()), Err(ClockError::EndOfTime));
        for speed in [0, Pace::FASTEST + 1] {
            assert_eq!(clock.change(ClockChange::Run(speed)).map(|_| ()), Err(ClockError::Speed));
        }
        assert_eq!(clock.now(), at("2026-01-01T00:00:00Z"));
    }
}
