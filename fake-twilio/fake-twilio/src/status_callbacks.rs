//! Reads the logs of rooms and sends the requests of their status callbacks.

use std::sync::Arc;

use fake_core::room::Rooms;
use fake_store::{Reader, RoomsTenant, run_due_room_timers};
use fake_webhooks::StatusCallbacks;
use tokio::sync::Notify;

use crate::{clock::ShellClock, webhook_sender::WebhookSender};

/// Records read from a log in one go.
const BATCH: usize = 256;

/// Watches the logs of rooms.
#[derive(Clone)]
pub(crate) struct StatusCallbackPump {
    pub(crate) clock: Arc<ShellClock>,
    pub(crate) sender: Arc<WebhookSender>,
}

impl StatusCallbackPump {
    /// Reports what happens in the rooms of an account from now on, and lets them end in time.
    pub(crate) fn watch(&self, tenant: Arc<RoomsTenant>) {
        let changed = Arc::new(Notify::new());
        let wake_up = changed.clone();
        tenant.on_change(move || wake_up.notify_one());
        let reader = tenant.reader();
        tokio::spawn(self.clone().pump(tenant, reader, changed));
    }

    async fn pump(self, tenant: Arc<RoomsTenant>, reader: Reader, changed: Arc<Notify>) {
        let mut callbacks = StatusCallbacks::default();
        let account = tenant.read(|rooms| rooms.account);
        loop {
            loop {
                let resets = self.sender.resets(account);
                let records = tenant.read_on(&reader, BATCH);
                for record in &records {
                    let requests = callbacks.take(record.at, &record.fact);
                    if record.actor.wants_webhooks() {
                        for request in requests {
                            self.sender.post(request, resets);
                        }
                    }
                }
                if records.len() < BATCH {
                    break;
                }
            }
            if tenant.is_retired() {
                break;
            }
            tokio::select! {
                () = changed.notified() => {}
                () = self.clock.sleep_until_some(tenant.read(Rooms::deadline)) => {
                    run_due_room_timers(&tenant);
                }
                () = self.sender.stopping() => break,
            }
        }
    }
}
