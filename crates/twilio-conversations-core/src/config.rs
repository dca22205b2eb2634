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
    /// Base of the push registrations' URLs.
    pub ers_uri: String,
    /// Which messages are fetched when a conversation is opened.
    pub backfill: Backfill,
    /// Largest number of messages kept of a conversation, removed ones among them counted; older ones
    /// are forgotten, and what happens to them is told all the same.
    pub kept_messages: usize,
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
    /// The newest, up to this many and at most 100, the largest page of the server.
    Newest(u8),
    /// None: only what is sent from now on.
    Nothing,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 0,
            api_uri: "https://aim.us1.twilio.com".to_owned(),
            sync_uri: "https://cds.us1.twilio.com".to_owned(),
            ers_uri: "https://ers.us1.twilio.com/v1/registrations".to_owned(),
            backfill: Backfill::All,
            kept_messages: usize::MAX,
            reconnect: ReconnectPolicy::default(),
            batch_window: SignedDuration::from_millis(100),
        }
    }
}
