//! Requests of a connection that wait for a hook, while the connection goes on.

use fake_rest::{Answer, ApiError, Question, Verdict};
use http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use twilsock::FrameId;

use std::sync::Arc;

use crate::shared::Shared;

/// Requests of one connection that may wait at a time; what comes on top is refused.
const WAITING: usize = 100;

/// What a connection waits for.
pub(crate) struct Asking {
    tell: mpsc::UnboundedSender<(FrameId, Answer)>,
    heard: mpsc::UnboundedReceiver<(FrameId, Answer)>,
    turns: Arc<Semaphore>,
}

impl Default for Asking {
    fn default() -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        Self { tell, heard, turns: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Asking {
    /// Puts a question and lets its request be answered, even when its client is gone by then.
    pub(crate) fn ask(
        &self,
        shared: &Arc<Shared>,
        id: &FrameId,
        question: Question,
        conclude: impl FnOnce(&Shared, &Verdict) -> Answer + Send + 'static,
    ) {
        let (shared, id, tell) = (shared.clone(), id.clone(), self.tell.clone());
        let Some(turn) = self.turn() else {
            let busy = ApiError::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too many requests");
            let answer = Answer { response: busy.into_response(), signal: None };
            // This end is held here, so somebody listens.
            let _ = tell.send((id, answer));
            return;
        };
        tokio::spawn(async move {
            let verdict = shared.ask(&question).await;
            // Nobody listens any more when the connection is gone.
            let _ = tell.send((id, conclude(&shared, &verdict)));
            drop(turn);
        });
    }

    /// Leave to wait for a hook, held for as long as that takes; none while too many wait.
    pub(crate) fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // Never closed, so it is refused only when all are taken.
        self.turns.clone().try_acquire_owned().ok()
    }

    /// The next answer; never, as long as there is none.
    pub(crate) async fn next(&mut self) -> (FrameId, Answer) {
        match self.heard.recv().await {
            Some(heard) => heard,
            None => std::future::pending().await,
        }
    }
}
