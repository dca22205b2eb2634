//! Background tasks of a running emulator.

use std::sync::Arc;

use crate::{
    deferred_drop, shared::Shared, status_callbacks::StatusCallbackPump, video::signaling_hubs,
};

/// Starts the tasks that watch the rooms of accounts, and the one that drops deleted data.
pub(crate) fn start(shared: &Arc<Shared>) {
    let callbacks =
        StatusCallbackPump { clock: shared.clock.clone(), sender: shared.webhook_sender.clone() };
    // The store must not keep alive what keeps the store alive.
    let weak = Arc::downgrade(shared);
    shared.store.on_rooms_opened(move |tenant| {
        callbacks.watch(tenant.clone());
        if let Some(shared) = weak.upgrade() {
            signaling_hubs::start(&shared, &tenant);
        }
    });
    deferred_drop::start(shared);
}
