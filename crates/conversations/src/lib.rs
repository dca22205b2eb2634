//! Conversations client on tokio, for live Twilio and the emulator alike.
//!
//! The REST half: [`Client`] speaks the public Conversations v1 API. Which end it talks to is a
//! matter of [`Config::base_url`] and nothing else.
//!
//! ```no_run
//! use conversations::{Client, Config, Credentials};
//! use twilio_wire::{paging::Query, rest::conversation::Filter};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Credentials::new("SK00000000000000000000000000000000", "not-a-real-secret");
//! let config = Config::new(credentials).base_url("http://127.0.0.1:4010".parse()?);
//! let client = Client::new(&config)?;
//!
//! let mut conversations = client.conversations(&Filter::default(), &Query::default())?;
//! while let Some(conversation) = conversations.try_next().await? {
//!     println!("{} {:?}", conversation.sid, conversation.friendly_name);
//! }
//! # Ok(())
//! # }
//! ```

mod client;
mod config;
mod error;
mod origin;
mod pager;
mod retry;
mod transport;

pub use client::{Client, Order};
pub use config::{Config, Credentials, LIVE_URL};
pub use error::{ConfigError, Error};
pub use pager::{Listed, Pager};
pub use retry::Retry;
