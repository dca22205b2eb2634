//! Settings of a client.

use jiff::SignedDuration;

use crate::ReconnectPolicy;

/// Settings of a client. `Default` holds the SDK's numbers and production's addresses.
#[derive(Clone, Debug)]
pub struct Config {
    /// Seed of everything that is random: frame ids and the spread of waits. Draw it anew for
    /// every client.
    pub seed: u64,
    /// Base of the chat service's URLs. Requests travel inside the WebSocket, so the host is only
    /// text.
    pub api_uri: String,
    /// Base of the Sync service's URLs.
    pub sync_uri: String,
    /// Which messages are fetched when a conversation is opened.
    pub backfill: Backfill,
    /// Waits between attempts to connect.
    pub reconnect: ReconnectPolicy,
    /// How long subscriptions are collected before they are asked for together: 100 ms.
    pub batch_window: SignedDuration,
}

/// Which messages are fetched when a conversation is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backfill {
    /// All of them, so that replicas can be compared.
    All,
    /// None: only what is sent from now on.
    Nothing,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 0,
            api_uri: "https://aim.us1.twilio.com".to_owned(),
            sync_uri: "https://cds.us1.twilio.com".to_owned(),
            backfill: Backfill::All,
            reconnect: ReconnectPolicy::default(),
            batch_window: SignedDuration::from_millis(100),
        }
    }
}
