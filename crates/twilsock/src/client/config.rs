//! Settings of a client.

use jiff::SignedDuration;
use twilio_wire::twilsock::{
    DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT, Registration, SYNC_EVENT, TYPING_INDICATOR,
};

/// Client metadata and timeouts. `Default` holds the SDK's numbers.
#[derive(Clone, Debug)]
pub struct Config {
    /// Seed of the ids of this client's frames; drawn at random by the caller.
    pub id_seed: u64,
    /// How long a reply may take: 30 s.
    pub reply_timeout: SignedDuration,
    /// How long a request waits for a connection: 20 s.
    pub queue_timeout: SignedDuration,
    /// Metadata of the client.
    pub metadata: serde_json::Value,
    /// Message types of interest.
    pub registrations: Vec<Registration>,
}

impl Config {
    /// The usual settings with a seed for frame ids.
    pub fn seeded(id_seed: u64) -> Self {
        Self { id_seed, ..Self::default() }
    }
}

impl Default for Config {
    fn default() -> Self {
        let message_types = [TYPING_INDICATOR, SYNC_EVENT, DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT];
        Self {
            id_seed: 0,
            reply_timeout: SignedDuration::from_secs(30),
            queue_timeout: SignedDuration::from_secs(20),
            metadata: serde_json::json!({
                "type": "conversations",
                "sdk": "rust",
                "sdkv": env!("CARGO_PKG_VERSION"),
            }),
            registrations: vec![Registration {
                product: "ip_messaging".to_owned(),
                kind: "ers".to_owned(),
                notification_protocol_version: 0,
                message_types: message_types.map(str::to_owned).to_vec(),
            }],
        }
    }
}
