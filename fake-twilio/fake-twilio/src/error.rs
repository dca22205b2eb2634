//! Why an emulator does not start.

use std::{io, net::SocketAddr};

use local_server::hint;

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("failed to listen on {address}{}", hint(.source))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// An auth token or key secret is empty.
    #[error("the auth token and the API key secret must not be empty")]
    EmptySecret(#[from] twilio_token::EmptySecret),
    /// The default chat service cannot have this SID.
    #[error(transparent)]
    ChatService(#[from] fake_store::ServiceExists),
    /// No client for status callbacks can be made.
    #[error("failed to prepare TLS")]
    Tls(#[from] rustls::Error),
    /// The seed document is wrong.
    #[error("the seed document cannot be loaded")]
    Seed(#[from] fake_rest::seed::SeedError),
}
