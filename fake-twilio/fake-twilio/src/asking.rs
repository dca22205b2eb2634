//! Requests of a connection that wait for a hook, while the connection goes on.

use fake_rest::{Answer, ApiError, Question, Verdict};
use http::StatusCode;
use tokio::sync::mpsc;
use twilsock::FrameId;

use std::sync::Arc;

use crate::shared::Shared;

/// Requests of one connection that may wait at a time; what comes on top is refused.
const WAITING: usize = 100;

/// What a connection waits for.
pub(crate) struct Asking {
    tell: mpsc::UnboundedSender<(FrameId, Answer)>,
    heard: mpsc::UnboundedReceiver<(FrameId, Answer)>,
    waiting: usize,
}

impl Default for Asking {
    fn default() -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        Self { tell, heard, waiting: 0 }
    }
}

impl Asking {
    /// Puts a question and lets its request be answered, even when its client is gone by then.
    pub(crate) fn ask(
        &mut self,
        shared: &Arc<Shared>,
        id: &FrameId,
        question: Question,
        conclude: impl FnOnce(&Shared, &Verdict) -> Answer + Send + 'static,
    ) {
        let (shared, id, tell) = (shared.clone(), id.clone(), self.tell.clone());
        self.waiting += 1;
        if self.waiting > WAITING {
            let busy = ApiError::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too many requests");
            let answer = Answer { response: busy.into_response(), signal: None };
            // This end is held here, so somebody listens.
            let _ = tell.send((id, answer));
            return;
        }
        tokio::spawn(async move {
            let verdict = shared.ask(&question).await;
            // Nobody listens any more when the connection is gone.
            let _ = tell.send((id, conclude(&shared, &verdict)));
        });
    }

    /// The next answer; never, as long as there is none.
    pub(crate) async fn next(&mut self) -> (FrameId, Answer) {
        match self.heard.recv().await {
            Some(heard) => {
                self.waiting = self.waiting.saturating_sub(1);
                heard
            }
            None => std::future::pending().await,
        }
    }
}
