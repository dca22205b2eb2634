//! Drops deleted data on a separate thread.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::shared::Shared;

/// Drops what is deleted from now on.
pub(crate) fn start(shared: &Arc<Shared>) {
    let (deleted, discarded) = (Arc::new(Notify::new()), shared.store.discarded().clone());
    let wake_up = deleted.clone();
    discarded.on_discarded(move || wake_up.notify_one());
    let shared = shared.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = deleted.notified() => {}
                () = shared.stopping() => break,
            }
            let all = discarded.take();
            // Nothing is to be done about a drop that panics, and nothing hangs on it.
            let _ = tokio::task::spawn_blocking(move || drop(all)).await;
        }
    });
}
