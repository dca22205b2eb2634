#![doc = include_str!("../README.md")]
//!
//! # What it keeps
//!
//! [`Client`] keeps a [`Replica`] of every conversation that its user takes part in. It fetches
//! documents, lists and maps of Sync once, subscribes to them, and from then on applies pushed
//! changes; after a lost connection it dials again and lets the server replay what it missed.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

mod address;
mod client;
mod config;
mod conversation;
mod event;
mod fetch;
mod items;
mod push_notification;
mod reconnect;
mod replica;
mod requests;
mod subscriptions;
mod typing;
mod user;

pub use client::{Client, HistoryPage, Order};
pub use config::{Backfill, Config};
pub use event::{ConnectionState, Event, Output};
pub use push_notification::{PushNotification, PushNotificationError};
pub use reconnect::{ReconnectBackoff, ReconnectPolicy};
pub use replica::{Conversation, Message, Participant, Replica, User};
pub use requests::Requests;
