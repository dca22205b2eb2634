//! Reads logs and has the courier tell applications what happens: status callbacks of rooms, and
//! hooks of conversations.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fake_core::{Fact, World, room::Rooms};
use fake_rest::{Projector, Reporter, elapse, elapse_rooms};
use fake_store::{RoomsTenant, ServiceTenant};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::{clock::ShellClock, courier::Courier};

/// Records read from a log in one go.
const BATCH: usize = 256;

/// Everything that is needed to watch logs.
pub(crate) struct Callbacks {
    pub(crate) clock: Arc<ShellClock>,
    pub(crate) courier: Arc<Courier>,
}

impl Callbacks {
    /// Reports what happens in the rooms of an account from now on, and lets them end in time.
    pub(crate) fn watch_rooms(self: &Arc<Self>, tenant: Arc<RoomsTenant>) {
        let changed = Arc::new(Notify::new());
        let wake_up = changed.clone();
        tenant.on_change(move || wake_up.notify_one());
        tokio::spawn(self.clone().pump_rooms(tenant, changed));
    }

    async fn pump_rooms(self: Arc<Self>, tenant: Arc<RoomsTenant>, changed: Arc<Notify>) {
        let (mut reporter, mut cursor) = (Reporter::default(), 0);
        loop {
            loop {
                let records = tenant.read_log(cursor, BATCH);
                cursor += records.len();
                for record in &records {
                    for callout in reporter.take(record.at, &record.fact) {
                        self.courier.post(callout);
                    }
                }
                if records.len() < BATCH {
                    break;
                }
            }
            tokio::select! {
                () = changed.notified() => {}
                () = self.sleep_until(tenant.read(Rooms::deadline)) => elapse_rooms(&tenant),
                () = self.courier.stopping() => break,
            }
        }
    }

    /// Tells the hooks of a service what happens in it from now on, timers included.
    pub(crate) fn watch_service(self: &Arc<Self>, tenant: Arc<ServiceTenant>) {
        let (changed, hooked) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (wake_up, anybody) = (changed.clone(), hooked.clone());
        // Sleeps through everything while there is nobody to tell.
        tenant.on_fact(
            move |fact| anybody.load(Ordering::Acquire) || matches!(fact, Fact::Webhook(_)),
            move || wake_up.notify_one(),
        );
        tokio::spawn(self.clone().pump_service(tenant, changed, hooked));
    }

    async fn pump_service(
        self: Arc<Self>,
        tenant: Arc<ServiceTenant>,
        changed: Arc<Notify>,
        hooked: Arc<AtomicBool>,
    ) {
        let mut projector = Projector::new(tenant.clone());
        let mut cursor = 0;
        loop {
            // What was recorded before a service went is told; nothing comes after it.
            let is_last = tenant.is_retired();
            loop {
                let records = tenant.read_log(cursor, BATCH);
                cursor += records.len();
                for callout in records.iter().flat_map(|record| projector.take(record)) {
                    self.courier.post(callout);
                }
                let is_hooked = projector.is_hooked();
                let was_hooked = hooked.swap(is_hooked, Ordering::AcqRel);
                // What came before the first hook was noticed woke nobody: reads on to find it.
                if records.len() < BATCH && was_hooked == is_hooked {
                    break;
                }
                // Whoever answers requests is not to wait for a long log.
                tokio::task::yield_now().await;
            }
            if is_last {
                break;
            }
            let timer = projector.is_hooked().then(|| tenant.read(World::next_timer)).flatten();
            tokio::select! {
                () = changed.notified() => {}
                () = self.sleep_until(timer) => elapse(&tenant),
                () = self.courier.stopping() => break,
            }
        }
    }

    async fn sleep_until(&self, moment: Option<Timestamp>) {
        match moment {
            Some(moment) => self.clock.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }
}
