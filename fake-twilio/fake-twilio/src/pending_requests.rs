//! Requests of a connection that wait for a webhook, while the connection goes on.

use std::sync::Arc;

use bytes::Bytes;
use fake_rest::{Answer, ApiError};
use http::{Response, StatusCode};
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
    permits: Arc<Semaphore>,
}

impl Default for PendingRequests {
    fn default() -> Self {
        Self { answers: JoinSet::new(), permits: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Drop for PendingRequests {
    /// Pending requests complete even if the client disconnects.
    fn drop(&mut self) {
        self.answers.detach_all();
    }
}

/// The answer to a request that cannot wait.
pub(crate) fn too_many_requests() -> Response<Bytes> {
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too many requests").into_response()
}

impl PendingRequests {
    /// Waits for the answer of a request on which a webhook decides.
    pub(crate) fn wait(
        &mut self,
        id: &FrameId,
        answer: impl Future<Output = Answer> + Send + 'static,
    ) {
        let id = id.clone();
        let Some(permit) = self.try_acquire() else {
            self.answers.spawn(async move { (id, too_many_requests().into()) });
            return;
        };
        self.answers.spawn(async move {
            let answer = answer.await;
            drop(permit);
            (id, answer)
        });
    }

    /// Waits for an answer that is there but may not be sent yet.
    pub(crate) fn hold(
        &mut self,
        id: &FrameId,
        answer: impl Future<Output = Answer> + Send + 'static,
    ) {
        let id = id.clone();
        self.answers.spawn(async move { (id, answer.await) });
    }

    /// Returns whether no more requests may wait.
    pub(crate) fn is_full(&self) -> bool {
        self.answers.len() >= WAITING
    }

    /// Leave to wait for a webhook, held for as long as that takes; none while too many wait.
    pub(crate) fn try_acquire(&self) -> Option<OwnedSemaphorePermit> {
        // Never closed, so it is refused only when all are taken.
        self.permits.clone().try_acquire_owned().ok()
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
