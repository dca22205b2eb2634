//! The emulator's store: one log and its view per account and per service.
//!
//! Anyone who changes something holds its tenant's lock from the first look at the view until the new
//! facts are in log and view. The lock is never kept across an `.await` or a write to a socket: what
//! has to be sent afterwards waits in an [`Outbox`]. The clock and the draw of identifiers are the
//! caller's, so the same calls always leave the same log.

mod blobs;
mod clock;
mod log;
mod outbox;
mod presence;
mod store;
mod tenant;
mod timers;

pub use blobs::{Full, Kept};
pub use clock::Clock;
pub use log::{Log, Record};
pub use outbox::{Drained, End, Outbox};
pub use presence::Presence;
pub use store::{AccountTenant, MediaProcessingTenant, RoomsTenant, ServiceTenant, Store};
pub use tenant::Tenant;
pub use timers::{run_due_room_timers, run_due_timers};
