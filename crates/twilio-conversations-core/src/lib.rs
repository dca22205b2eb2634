//! The Conversations client's state machine: replicas, subscriptions, reconnect policy; no IO.
//!
//! [`Client`] keeps a [`Replica`] of every conversation that its user takes part in. It fetches
//! documents, lists and maps of Sync once, subscribes to them, and from then on applies pushed
//! changes; after a lost connection it dials again and lets the server replay what it missed.
//!
//! The caller owns socket, clock and randomness: it hands in what happened together with the time,
//! drains [`Client::poll`] and sleeps until [`Client::deadline`]. Wire facts: `@twilio/conversations`
//! 3.0.1 and `twilio-sync` 4.0.1.

mod address;
mod client;
mod config;
mod conversation;
mod event;
mod fetch;
mod items;
mod reconnect;
mod replica;
mod subscriptions;

pub use client::Client;
pub use config::{Backfill, Config};
pub use event::{ConnectionState, Event, Output};
pub use reconnect::{ReconnectBackoff, ReconnectPolicy};
pub use replica::{Conversation, Message, Participant, Replica, User};
