//! The Sync side of services.

use std::sync::Arc;

use fake_store::{Clock, ServiceTenant, next_timer, run_due_timers};
use fake_sync::Hub;
use tokio::sync::Notify;
use twilio_sid::ServiceSid;

use crate::shared::Shared;

/// The hub of a service, started on first use.
pub(crate) fn hub(shared: &Arc<Shared>, tenant: &Arc<ServiceTenant>) -> Arc<Hub> {
    let sid = tenant.read(|world| world.service.sid);
    let start = || start(shared.clone(), tenant.clone(), sid);
    shared.chat.sync_hubs.entry(sid).or_insert_with(start).clone()
}

fn start(shared: Arc<Shared>, tenant: Arc<ServiceTenant>, sid: ServiceSid) -> Arc<Hub> {
    let hub = Arc::new(Hub::starting_at(first_event(&shared), tenant.clone()));
    let changed = Arc::new(Notify::new());
    let wake_up = changed.clone();
    tenant.on_change(move || wake_up.notify_one());
    let pump = hub.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = changed.notified() => {
                    // Others get their turn in between.
                    while pump.catch_up() {
                        tokio::task::yield_now().await;
                    }
                }
                () = timer(&shared, &tenant) => run_due_timers(&tenant),
                () = shared.stopping() => break,
            }
            if tenant.is_retired() {
                shared.chat.sync_hubs.remove(&sid);
                break;
            }
        }
    });
    hub
}

/// The first event number of a hub: microseconds of the machine's clock, above all numbers of hubs that
/// were there before, in this process or an earlier one, and below 2⁵³, as JavaScript needs it.
fn first_event(shared: &Shared) -> u64 {
    if shared.chat.is_seeded {
        return 0;
    }
    shared.machine_clock.now().as_microsecond().unsigned_abs()
}

/// Waits until a conversation changes its state by itself.
async fn timer(shared: &Shared, tenant: &ServiceTenant) {
    match next_timer(tenant) {
        Some(at) => shared.clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
