//! How many clients may be connected by Twilsock at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use twilio_wire::twilsock::Backoff;
use twilsock::server::Refusal;

/// Places for clients; as many as like unless there is a limit.
pub(crate) struct Places(Option<Arc<Semaphore>>);

/// The place of a client, free again when this is dropped.
pub(crate) struct Place {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    pub(crate) fn new(limit: Option<usize>) -> Self {
        Self(limit.map(|limit| Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)))))
    }

    /// Takes a place; when there is none the SDK tries again after the wait that it is told.
    ///
    /// assumed: the wait; which one production names when it is busy is not known.
    pub(crate) fn take(&self) -> Result<Place, Refusal> {
        let Some(places) = &self.0 else { return Ok(Place { _permit: None }) };
        let backoff = Backoff::between(2500, 5000);
        match places.clone().try_acquire_owned() {
            Ok(permit) => Ok(Place { _permit: Some(permit) }),
            Err(_) => Err(Refusal::too_many_requests(Some(backoff))),
        }
    }
}
