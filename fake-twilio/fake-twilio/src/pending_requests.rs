//! Requests of a connection that wait for a webhook, while the connection goes on.

use std::sync::Arc;

use fake_rest::{Answer, ApiError};
use http::StatusCode;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use twilsock::FrameId;

/// Requests of one connection that may wait at a time; what comes on top is refused.
const WAITING: usize = 100;

/// What a connection waits for.
///
/// Every connection has one and hardly any ever needs it, so an idle one is small.
pub(crate) struct PendingRequests {
    answers: JoinSet<(FrameId, Answer)>,
    turns: Arc<Semaphore>,
}

impl Default for PendingRequests {
    fn default() -> Self {
        Self { answers: JoinSet::new(), turns: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Drop for PendingRequests {
    /// What was asked is carried out, even when its client is gone.
    fn drop(&mut self) {
        self.answers.detach_all();
    }
}

impl PendingRequests {
    /// Waits for the answer of a request on which a webhook decides.
    pub(crate) fn wait(
        &mut self,
        id: &FrameId,
        answer: impl Future<Output = Answer> + Send + 'static,
    ) {
        let id = id.clone();
        let Some(turn) = self.turn() else {
            let busy = ApiError::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too many requests");
            self.answers.spawn(async move { (id, busy.into_response().into()) });
            return;
        };
        self.answers.spawn(async move {
            let answer = answer.await;
            drop(turn);
            (id, answer)
        });
    }

    /// Leave to wait for a webhook, held for as long as that takes; none while too many wait.
    pub(crate) fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // Never closed, so it is refused only when all are taken.
        self.turns.clone().try_acquire_owned().ok()
    }

    /// The next answer; never, as long as there is none.
    pub(crate) async fn next(&mut self) -> (FrameId, Answer) {
        loop {
            match self.answers.join_next().await {
                Some(Ok(answered)) => return answered,
                // Nothing here ends a task early, and what panicked has no answer.
                Some(Err(_)) => {}
                None => return std::future::pending().await,
            }
        }
    }
}
