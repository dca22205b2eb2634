use std::sync::atomic::{AtomicU64, Ordering};

use fake_core::Ids;
use parking_lot::Mutex;

/// Identifiers of the shell, all drawn from one seed.
pub(crate) struct Random {
    seed: u64,
    connections: AtomicU64,
    /// Of Twilsock and telemetry sessions.
    pub(crate) session_ids: Mutex<Ids>,
    /// Of answered requests (`Twilio-Request-Id`).
    pub(crate) request_ids: Mutex<Ids>,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            connections: AtomicU64::new(0),
            session_ids: Mutex::new(Ids::seeded(seed, *b"twilsock-session")),
            request_ids: Mutex::new(Ids::seeded(seed, *b"request-in-a-log")),
        }
    }

    /// The seed from which all identifiers come.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A seed of its own for every connection.
    pub(crate) fn connection_seed(&self) -> u64 {
        self.seed.wrapping_add(self.connections.fetch_add(1, Ordering::Relaxed))
    }
}
