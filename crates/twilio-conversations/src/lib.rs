//! REST client of Twilio Conversations and Video on tokio, for live Twilio and the emulator alike.
//!
//! [`Client`] leads to every operation of the two APIs. Which end it talks to is a matter of
//! [`Config::base_url`], or of `TWILIO_BACKEND` with [`Config::from_env`], and of nothing else.
//!
//! ```no_run
//! use twilio_conversations::{Attributes, Client, Config};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(&Config::from_env()?)?;
//!
//! let room = client.conversations().create().unique_name("room").await?;
//! let messages = client.service(room.chat_service_sid).conversation(room.sid).messages();
//! let hi = messages.create().body("hi").attributes(&["first"]).await?;
//! assert_eq!(hi.attributes_as::<Vec<String>>()?, ["first"]);
//!
//! let mut list = messages.list().page_size(100).stream();
//! while let Some(message) = list.try_next().await? {
//!     println!("{}: {}", message.author, message.body.unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Collections have the verbs and a call is awaited, as in `octocrab` and `twilight`, because that reads
//! like Twilio's own libraries and needs no type for each of 142 calls: [`Call`] is generic over the
//! endpoint types that the emulator routes by. The AWS SDK's request types with a builder each, and a
//! `send` for each, are made by a generator, which this crate does without.
//!
//! Futures may be dropped at any point: the request is then carried out, or not, and the client goes on.
//! [`Client`] is `Send`, `Sync` and cheap to clone.

mod attributes;
mod call;
mod client;
mod config;
mod connect;
mod error;
mod media;
mod order;
mod origin;
mod page;
mod pager;
mod parameters;
pub mod resource;
mod retry;
mod scope;
mod transport;

pub use jiff;
pub use twilio_sid as sid;
pub use twilio_wire as wire;

pub use attributes::Attributes;
pub use call::Call;
pub use client::Client;
pub use config::{Config, Credentials, LIVE_MEDIA_URL, LIVE_URL, LIVE_VIDEO_URL};
pub use error::{ConfigError, Error};
pub use media::{Download, Media, Upload};
pub use order::Order;
pub use page::Page;
pub use pager::Pager;
pub use retry::Retry;
pub use scope::Name;
