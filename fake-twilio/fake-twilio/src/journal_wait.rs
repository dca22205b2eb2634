//! Waits for entries of the journal.

use fake_control::journal::{Found, Look, MAX_WAIT, Missed, Wait};
use tokio::time::timeout;

use crate::shared::Shared;

/// The entries, or what was not found when the time is up or the emulator stops.
pub(crate) async fn wait(shared: &Shared, wait: Wait) -> Result<Found, Missed> {
    let time = wait.timeout().unwrap_or(MAX_WAIT);
    let mut look = Look::new(wait);
    let looked = async {
        loop {
            // Before the look, so that nothing slips in between.
            let changed = shared.recorder.journal.changed();
            if let Some(found) = shared.api.look(&mut look) {
                return found;
            }
            changed.await;
        }
    };
    let waited = tokio::select! {
        looked = timeout(time, looked) => looked.ok(),
        () = shared.stopping() => None,
    };
    waited.ok_or_else(|| shared.api.missed(look))
}
