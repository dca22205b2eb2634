//! Sends the requests of the post-event webhooks of services.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fake_core::Fact;
use fake_store::{ServiceTenant, next_timer, run_due_timers};
use fake_webhooks::PostEvents;
use tokio::sync::Notify;

use crate::{clock::ShellClock, webhook_sender::WebhookSender};

/// Watches services.
#[derive(Clone)]
pub(crate) struct WebhookPump {
    pub(crate) clock: Arc<ShellClock>,
    pub(crate) sender: Arc<WebhookSender>,
}

impl WebhookPump {
    /// Calls the webhooks of a service from now on, and runs its timers.
    pub(crate) fn watch(&self, tenant: Arc<ServiceTenant>) {
        let (changed, configured) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (wake_up, is_configured) = (changed.clone(), configured.clone());
        // Not woken while no webhook is configured.
        tenant.on_fact(
            move |fact| is_configured.load(Ordering::Acquire) || matches!(fact, Fact::Webhook(_)),
            move || wake_up.notify_one(),
        );
        let events = PostEvents::new(tenant.clone());
        tokio::spawn(self.clone().pump(tenant, events, changed, configured));
    }

    async fn pump(
        self,
        tenant: Arc<ServiceTenant>,
        events: PostEvents,
        changed: Arc<Notify>,
        configured: Arc<AtomicBool>,
    ) {
        let account = tenant.read(|world| world.service.account);
        loop {
            // Webhooks are called for all facts before the deletion of a service.
            let is_last = tenant.is_retired();
            // Set before `take`: facts that are recorded between the first webhook and this do not
            // wake the task.
            let has_webhooks = events.has_webhooks();
            configured.store(has_webhooks, Ordering::Release);
            let resets = self.sender.resets(account);
            for request in events.take() {
                self.sender.post(request, resets);
            }
            if is_last && !events.is_waiting() {
                break;
            }
            let timer = has_webhooks.then(|| next_timer(&tenant)).flatten();
            tokio::select! {
                () = changed.notified() => {}
                () = self.clock.sleep_until_some(timer) => run_due_timers(&tenant),
                () = self.sender.stopping() => break,
            }
        }
    }
}
