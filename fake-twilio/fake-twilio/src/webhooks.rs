//! Reads the logs of services and sends the requests of their post-event webhooks.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fake_core::{Fact, World};
use fake_store::{ServiceTenant, run_due_timers};
use fake_webhooks::PostEvents;
use tokio::sync::Notify;

use crate::{clock::ShellClock, webhook_sender::WebhookSender};

/// Records read from a log in one go.
const BATCH: usize = 256;

/// Watches the logs of services.
#[derive(Clone)]
pub(crate) struct WebhookPump {
    pub(crate) clock: Arc<ShellClock>,
    pub(crate) sender: Arc<WebhookSender>,
}

impl WebhookPump {
    /// Calls the webhooks of a service from now on, and runs its timers.
    pub(crate) fn watch(&self, tenant: Arc<ServiceTenant>) {
        let (changed, hooked) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (wake_up, anybody) = (changed.clone(), hooked.clone());
        // Sleeps through everything while there is nobody to tell.
        tenant.on_fact(
            move |fact| anybody.load(Ordering::Acquire) || matches!(fact, Fact::Webhook(_)),
            move || wake_up.notify_one(),
        );
        tokio::spawn(self.clone().pump(tenant, changed, hooked));
    }

    async fn pump(self, tenant: Arc<ServiceTenant>, changed: Arc<Notify>, hooked: Arc<AtomicBool>) {
        let mut events = PostEvents::new(tenant.clone());
        let mut cursor = 0;
        loop {
            // What was recorded before a service went is told; nothing comes after it.
            let is_last = tenant.is_retired();
            loop {
                let records = tenant.read_log(cursor, BATCH);
                cursor += records.len();
                for request in records.iter().flat_map(|record| events.take(record)) {
                    self.sender.post(request);
                }
                let has_webhooks = events.has_webhooks();
                let was_hooked = hooked.swap(has_webhooks, Ordering::AcqRel);
                // What came before the first webhook was noticed woke nobody: reads on to find it.
                if records.len() < BATCH && was_hooked == has_webhooks {
                    break;
                }
                // Anyone who answers requests is not to wait for a long log.
                tokio::task::yield_now().await;
            }
            if is_last {
                break;
            }
            let timer = events.has_webhooks().then(|| tenant.read(World::next_timer)).flatten();
            tokio::select! {
                () = changed.notified() => {}
                () = self.clock.sleep_until_some(timer) => run_due_timers(&tenant),
                () = self.sender.stopping() => break,
            }
        }
    }
}
