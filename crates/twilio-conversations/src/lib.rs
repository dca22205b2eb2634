#![doc = include_str!("../README.md")]
//!
//! # How calls are made
//!
//! [`Client`] leads to every operation of the two APIs. Which end it talks to is a matter of
//! [`Config::base_url`], or of `TWILIO_BACKEND` with [`Config::from_env`], and of nothing else.
//!
//! Collections have the verbs and a call is awaited, as in `octocrab` and `twilight`, because that reads
//! like Twilio's own libraries and needs no type for each of 142 calls: [`Call`] is generic over the
//! endpoint types that the emulator routes by. The AWS SDK's request types with a builder each, and a
//! `send` for each, are made by a generator, which this crate does without.
//!
//! Futures may be dropped at any point: the request is then carried out, or not, and the client goes on.
//! [`Client`] is `Send`, `Sync` and cheap to clone.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

#[cfg(feature = "rest")]
mod connect;
#[cfg(feature = "rest")]
mod error;
#[cfg(feature = "realtime")]
pub mod realtime;
#[cfg(feature = "rest")]
mod rest;

pub use jiff;
pub use twilio_sid as sid;
pub use twilio_wire as wire;

#[cfg(feature = "rest")]
pub use error::ConfigError;
#[cfg(feature = "rest")]
pub use rest::*;
