//! Idle connections.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// Time from the beginning of a connection to the end of its first request's head.
const FIRST_REQUEST: Duration = Duration::from_secs(30);

/// Time that a connection stays open after its last answer. Clients that pool connections give them
/// up earlier (common limits are 5 to 60 s), so they meet no closed one.
const IDLE: Duration = Duration::from_secs(90);

/// Tracks idle time of a connection.
#[derive(Clone, Debug)]
pub struct Usage(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    /// Requests under way.
    requests: usize,
    /// When a connection without requests is to end.
    end: Instant,
}

/// A request under way, until this is dropped.
#[derive(Debug)]
pub struct InUse(Usage);

impl Usage {
    /// The usage of a connection that was just accepted.
    pub fn begin() -> Self {
        Self(Arc::new(Mutex::new(State { requests: 0, end: Instant::now() + FIRST_REQUEST })))
    }

    /// Notes a request.
    pub fn request(&self) -> InUse {
        self.state().requests += 1;
        InUse(self.clone())
    }

    /// Returns when the connection has not been used for too long.
    pub async fn unused(&self) {
        loop {
            let end = self.end(Instant::now());
            let Some(end) = end else { return };
            sleep_until(end).await;
        }
    }

    /// When to look again; nothing when the connection is to end now.
    fn end(&self, now: Instant) -> Option<Instant> {
        let state = self.state();
        let end = if state.requests > 0 { now + IDLE } else { state.end };
        (end > now).then_some(end)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.requests -= 1;
        state.end = Instant::now() + IDLE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_ends_when_it_is_silent_and_stays_while_it_is_used() {
        let start = Instant::now();
        Usage::begin().unused().await;
        assert_eq!(start.elapsed(), FIRST_REQUEST);

        let (start, used) = (Instant::now(), Usage::begin());
        let request = used.request();
        let other = used.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1000)).await;
            drop(request);
        });
        other.unused().await;
        let all = Duration::from_secs(1000) + IDLE;
        assert!(start.elapsed() >= all && start.elapsed() < all + IDLE);
        assert!(IDLE >= Duration::from_secs(75));
    }
}
