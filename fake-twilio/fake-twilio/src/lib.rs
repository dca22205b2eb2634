//! An emulator of Twilio Conversations and Video on one port: no account, no network.
//!
//! ```no_run
//! # async fn example() -> Result<(), fake_twilio::StartError> {
//! let fake = fake_twilio::FakeTwilio::builder().seed(7).start().await?;
//! println!("POST {}/v1/Conversations", fake.url());
//! fake.stop().await;
//! # Ok(())
//! # }
//! ```

mod answer_log;
mod authentication;
mod builder;
mod clock;
mod connection;
mod connection_limit;
mod connections;
mod continuation;
mod control;
mod credentials;
mod discarded;
mod error;
mod followers;
mod handshake;
mod headers;
mod media;
mod outgoing;
mod pending_requests;
mod ready;
mod respond;
mod rest;
mod serve;
mod shared;
mod socket;
mod status_callbacks;
mod sync_hubs;
mod uploads;
mod video;
mod webhook_sender;
mod webhooks;
mod websocket;

pub use builder::{Builder, FakeTwilio};
pub use credentials::Credentials;
pub use error::StartError;
pub use local_server::CallerRule;
pub use ready::ReadyFile;
pub use twilio_wire::signaling::{IceServer, IceServerError};
