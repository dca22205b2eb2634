//! The REST client.

mod attributes;
mod call;
mod client;
mod config;
mod error;
#[cfg(feature = "media")]
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

pub use attributes::Attributes;
pub use call::Call;
pub use client::Client;
pub use config::{Config, Credentials, LIVE_MEDIA_URL, LIVE_URL, LIVE_VIDEO_URL};
pub use error::Error;
#[cfg(feature = "media")]
pub use media::{Download, Media, Upload};
pub use order::Order;
pub use page::Page;
pub use pager::Pager;
pub use retry::Retry;
pub use scope::Name;
