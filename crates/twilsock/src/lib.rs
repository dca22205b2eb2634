#![doc = include_str!("../README.md")]
//!
//! # The loop of a connection
//!
//! [`Frame`] reads and writes WebSocket messages, one frame each. [`server::Connection`] and
//! [`client::Connection`] decide what to send and when; the caller:
//!
//! 1. hands in what happened (`handle_message`, `handle_timeout`, …) together with the time,
//! 2. drains `poll` and does what each [`Output`] says, in order,
//! 3. sleeps until `deadline`, a message or a command, and starts over.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

mod frame;
mod ids;
mod output;
mod time;
mod tunnel;

pub mod client;
pub mod server;

pub use frame::{Frame, FrameError, MAX_HEADER, notification};
pub use ids::{FrameId, FrameIds};
pub use output::{Output, close_code};
