//! Limits the number of concurrent large uploads, and ends stalled ones while others wait.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

/// Large bodies that are read at a time; others wait, so that memory is bounded.
const CONCURRENT_UPLOADS: usize = 4;

/// Minimum bytes per second of an upload while others wait.
const MIN_RATE: u64 = 64 * 1024;

/// Time before the minimum rate applies.
const GRACE: Duration = Duration::from_secs(2);

/// Interval of the check for stalled uploads.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// The uploads that have a permit.
pub(crate) struct Uploads {
    permits: Arc<Semaphore>,
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    next: u64,
    uploads: BTreeMap<u64, Upload>,
}

struct Upload {
    since: Instant,
    bytes: u64,
    ended: Arc<Notify>,
}

/// A permit, released when this is dropped.
pub(crate) struct UploadPermit<'a> {
    uploads: &'a Uploads,
    number: u64,
    ended: Arc<Notify>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Uploads {
    pub(crate) fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(CONCURRENT_UPLOADS)), current: Mutex::default() }
    }

    /// Waits for a permit.
    pub(crate) async fn acquire(&self) -> UploadPermit<'_> {
        loop {
            match timeout(CHECK_INTERVAL, self.permits.clone().acquire_owned()).await {
                // Never closed; should it be, uploads are bounded in size still.
                Ok(permit) => return self.begin(permit.ok()),
                Err(_) => self.end_slow(Instant::now()),
            }
        }
    }

    fn begin(&self, permit: Option<OwnedSemaphorePermit>) -> UploadPermit<'_> {
        let ended = Arc::<Notify>::default();
        let mut current = self.current.lock();
        let number = current.next;
        current.next += 1;
        let upload = Upload { since: Instant::now(), bytes: 0, ended: ended.clone() };
        current.uploads.insert(number, upload);
        drop(current);
        UploadPermit { uploads: self, number, ended, _permit: permit }
    }

    /// Ends uploads that are too slow while others wait.
    fn end_slow(&self, now: Instant) {
        for upload in self.current.lock().uploads.values() {
            let time = now.duration_since(upload.since);
            if time >= GRACE && upload.bytes < MIN_RATE * time.as_secs() {
                upload.ended.notify_one();
            }
        }
    }
}

impl UploadPermit<'_> {
    /// Notes bytes that have come.
    pub(crate) fn count(&self, bytes: usize) {
        if let Some(upload) = self.uploads.current.lock().uploads.get_mut(&self.number) {
            upload.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
        }
    }

    /// Returns when the permit is needed by another upload.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }
}

impl Drop for UploadPermit<'_> {
    fn drop(&mut self) {
        self.uploads.current.lock().uploads.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn uploads_that_stand_still_pass_their_turns_on() {
        let uploads = Uploads::new();
        let slow = uploads.acquire().await;
        let busy = [uploads.acquire().await, uploads.acquire().await, uploads.acquire().await];
        for permit in &busy {
            permit.count(100 * 1024 * 1024);
        }
        let start = Instant::now();
        let (next, ()) = tokio::join!(uploads.acquire(), async {
            slow.ended().await;
            drop(slow);
        });
        assert!(start.elapsed() <= GRACE + CHECK_INTERVAL);
        // Those that go on keep theirs.
        for permit in &busy {
            assert!(timeout(Duration::ZERO, permit.ended()).await.is_err());
        }
        drop((busy, next));
        assert_eq!(uploads.permits.available_permits(), CONCURRENT_UPLOADS);
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_may_be_slow_while_nobody_waits() {
        let uploads = Uploads::new();
        let permit = uploads.acquire().await;
        tokio::time::advance(Duration::from_secs(60)).await;
        let _other = uploads.acquire().await;
        assert!(timeout(Duration::ZERO, permit.ended()).await.is_err());
    }
}
