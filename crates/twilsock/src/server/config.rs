//! Settings of a server connection.

use jiff::SignedDuration;

/// Timeouts of the server. `Default` holds production's numbers as far as they are known.
#[derive(Clone, Debug)]
pub struct Config {
    /// Seed of the ids of this connection's own frames; a different one for every connection.
    pub id_seed: u64,
    /// Time between two pings: 30 s, as seen in recordings.
    pub ping_interval: SignedDuration,
    /// What is added to a ping interval before a client counts as dead that leaves a ping
    /// unanswered and sends nothing else.
    ///
    /// assumed: 10 s; a recording of a frozen client would settle it.
    pub silence_grace: SignedDuration,
    /// Timeout of `init` and of the application's decision.
    ///
    /// assumed: 30 s; a recording of a client that says nothing would settle it.
    pub init_timeout: SignedDuration,
    /// How long before its end a token is announced to expire: three minutes (SDK sources).
    pub about_to_expire: SignedDuration,
    /// How long a client may take to close after the final message: 5 s.
    ///
    /// The SDK needs at most 3 s (`DISCONNECTING_TIMEOUT`).
    pub farewell: SignedDuration,
    /// Longest message that is read, in bytes.
    ///
    /// assumed: 1 MiB; recordings hold nothing near it.
    pub max_message: usize,
}

impl Config {
    /// The usual settings with a seed for frame ids.
    pub fn seeded(id_seed: u64) -> Self {
        Self { id_seed, ..Self::default() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            id_seed: 0,
            ping_interval: SignedDuration::from_secs(30),
            silence_grace: SignedDuration::from_secs(10),
            init_timeout: SignedDuration::from_secs(30),
            about_to_expire: SignedDuration::from_secs(180),
            farewell: SignedDuration::from_secs(5),
            max_message: 1024 * 1024,
        }
    }
}
