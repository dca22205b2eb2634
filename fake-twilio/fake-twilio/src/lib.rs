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

mod authentication;
mod background_tasks;
mod browser_proxy;
mod builder;
mod clock;
mod connection;
mod connection_limit;
mod connections;
mod continuation_token;
mod control;
mod control_access;
mod credentials;
mod deferred_drop;
mod entrance;
mod error;
mod handshake;
mod headers;
mod journal_wait;
mod mapped_origin;
mod media_upload;
mod pending_requests;
mod proxy;
mod proxy_rules;
mod ready;
mod recording;
mod resets;
mod response_limits;
mod response_log;
mod rest;
mod router;
mod sdk_files;
mod serve;
mod shared;
mod status_callbacks;
mod sync_hubs;
mod tls;
mod twilsock_connection;
mod upload_limit;
mod video;
mod webhook_sender;
mod webhooks;
mod websocket;

pub use browser_proxy::BrowserProxy;
pub use builder::{Builder, FakeTwilio};
pub use credentials::Credentials;
pub use error::StartError;
pub use fake_rest::seed::SeedDocument;
pub use local_server::{AuthorityError, CallerRule, CertificateAuthority};
pub use mapped_origin::{BadMapping, MappedOrigin};
pub use ready::ReadyFile;
pub use sdk_files::{BadRequest, Package, Sdk, SdkFiles, Wanted};
pub use tls::open_authority;
pub use twilio_wire::signaling::{IceServer, IceServerError};
