//! The emulator's store: one log and its view per account and per service.
//!
//! Decide, record and fold happen in one synchronous step under one lock; nothing is awaited and
//! no socket is written there. Time and identifiers are drawn there from injected sources. What
//! follows from a change waits in an [`Outbox`] until a socket takes it.

mod blobs;
mod log;
mod outbox;
mod presence;
mod store;
mod tenant;

pub use blobs::{Full, Kept};
pub use log::{Log, Record};
pub use outbox::{Drained, End, Outbox};
pub use presence::Presence;
pub use store::{AccountTenant, Clock, ProductionTenant, RoomsTenant, ServiceTenant, Store};
pub use tenant::Tenant;
