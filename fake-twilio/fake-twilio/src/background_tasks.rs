//! Background tasks of a running emulator.

use std::sync::Arc;

use crate::{
    blocking, deferred_drop, shared::Shared, status_callbacks::StatusCallbackPump,
    video::signaling_hubs,
};

/// Starts the tasks that watch the rooms of accounts, and the one that drops deleted data. What waits
/// for an account or a service leaves its thread to others.
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
    shared.store.lock_waits().hand_over(|wait| blocking::run(wait));
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc::channel, thread, time::Duration};

    use crate::FakeTwilio;

    /// Time after which another task counts as held up.
    const PATIENCE: Duration = Duration::from_secs(10);

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_beside_one_that_waits_for_a_service() {
        let emulator = FakeTwilio::builder().start().await.expect("an emulator");
        let account = emulator.credentials().account_sid;
        let service = emulator.shared.store.default_service(account).expect("a service");
        let (done, other) = channel();
        let (locked, is_locked) = channel();
        let holder = {
            let service = service.clone();
            thread::spawn(move || {
                service.read(|_| {
                    locked.send(()).expect("the test goes on");
                    other.recv_timeout(PATIENCE)
                })
            })
        };
        is_locked.recv().expect("a service that is held");
        let waits = tokio::spawn(async move {
            // A task for the same thread, which is the only one.
            tokio::spawn(async move { done.send(()) });
            service.read(|_| ());
        });
        waits.await.expect("no panic");
        assert_eq!(holder.join().expect("no panic"), Ok(()));
    }
}
