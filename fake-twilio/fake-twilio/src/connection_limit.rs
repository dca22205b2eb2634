//! How many clients may be connected by Twilsock at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use twilio_wire::twilsock::Backoff;
use twilsock::server::ReplyError;

/// The number of clients that may be connected; without a limit, any number.
pub(crate) struct ConnectionLimit(Option<Arc<Semaphore>>);

/// The permit of one client, returned when this is dropped.
pub(crate) struct ConnectionPermit {
    _permit: Option<OwnedSemaphorePermit>,
}

impl ConnectionLimit {
    pub(crate) fn new(limit: Option<usize>) -> Self {
        Self(limit.map(|limit| Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)))))
    }

    /// Takes a permit; when there is none the SDK tries again after the back-off.
    ///
    /// assumed: the wait; which one production names when it is busy is not known.
    pub(crate) fn take(&self) -> Result<ConnectionPermit, ReplyError> {
        let Some(semaphore) = &self.0 else { return Ok(ConnectionPermit { _permit: None }) };
        let backoff = Backoff::between(2500, 5000);
        match semaphore.clone().try_acquire_owned() {
            Ok(permit) => Ok(ConnectionPermit { _permit: Some(permit) }),
            Err(_) => Err(ReplyError::too_many_requests(Some(backoff))),
        }
    }
}
