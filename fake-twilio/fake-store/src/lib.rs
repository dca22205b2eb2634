//! The emulator's store: one log and its state per account and per service.
//!
//! The state is the checkpoint of its log: it holds everything that was recorded, so the log keeps in
//! memory only what a [`Reader`] has not read yet. An [`Observer`] follows every fact under the lock.
//!
//! A change holds its tenant's lock from the first read of the view until the new facts are in log
//! and view. The lock is never kept across an `.await` or a write to a socket: what has to be sent
//! afterwards waits in an [`Outbox`]. The clock and the draw of identifiers are the caller's, so
//! the same calls always leave the same log.

mod blobs;
mod clock;
mod contents;
mod deferred_drop;
mod fork;
mod keep;
mod log;
mod log_store;
mod media_uses;
mod observer;
mod outbox;
mod presence;
mod reset;
mod state_lock;
mod store;
mod stored_position;
mod tenant;
#[cfg(test)]
mod testing;
mod timers;

pub use blobs::{BlobGuard, LimitReached};
pub use clock::Clock;
pub use contents::{Contents, Counts, KeptMedia};
pub use deferred_drop::{Deleted, Discarded};
pub use fork::{Fork, NotMerged};
pub use log::{Reader, Record};
pub use log_store::{Append, AppendError, LogStore};
pub use observer::Observer;
pub use outbox::{Drained, End, Outbox};
pub use presence::Presence;
pub use state_lock::{LockWaits, StateLock};
pub use store::{
    AccountTenant, MediaProcessingTenant, RoomsTenant, ServiceExists, ServiceTenant, Store,
};
pub use stored_position::{Dependencies, with_dependencies};
pub use tenant::Tenant;
pub use timers::{next_timer, run_due_room_timers, run_due_timers};
