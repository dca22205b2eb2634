//! Waits for entries of the journal.

use bytes::Bytes;
use fake_control::journal::{Look, MAX_WAIT, Wait};
use http::Response;
use tokio::time::timeout;

use crate::shared::Shared;

/// The response to a wait: the entries, or 408 when the time is up or the emulator stops.
pub(crate) async fn wait(shared: &Shared, wait: Wait) -> Response<Bytes> {
    let time = wait.timeout().unwrap_or(MAX_WAIT);
    let mut look = Look::new(wait);
    let looked = async {
        loop {
            // Before the look, so that nothing slips in between.
            let changed = shared.recorder.journal.changed();
            if let Some(response) = shared.api.look(&mut look) {
                return response;
            }
            changed.await;
        }
    };
    let waited = tokio::select! {
        looked = timeout(time, looked) => looked.ok(),
        () = shared.stopping() => None,
    };
    waited.unwrap_or_else(|| shared.api.missed(look))
}
