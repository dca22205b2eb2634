//! Answers on their way to clients: how much of them waits in memory, and for how long; and how many
//! bodies of requests are on their way here.
//!
//! A slow reader is disconnected. Small responses over HTTP/1 need no limit: they fit into what the
//! system keeps, and [`local_server::WriteTimeout`] ends the rest.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use local_server::InUse;
use parking_lot::Mutex;
use tokio::{
    sync::{Notify, Semaphore, SemaphorePermit},
    time::{Instant, sleep},
};

/// Bytes of answers that may wait for all clients taken together. When more would, those that have
/// waited longest are given up with their connections.
const LIMIT: usize = 256 * 1024 * 1024;

/// Bytes of answers that may wait for one client; further requests of it wait until it has read.
const LIMIT_OF_ONE: usize = 2 * 1024 * 1024;

/// Request bodies of one client that are read at a time.
const BODIES: usize = 8;

/// Time that a client may take to read an answer, whatever its length.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes a second that a client has to read of a long answer.
const SLOWEST: u64 = 64 * 1024;

/// Bytes of an answer that the system keeps for a client.
const SMALL: usize = 16 * 1024;

/// Interval of the check for overdue responses.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// All answers that wait.
pub(crate) struct Outgoing {
    waiting: Mutex<Waiting>,
    /// Notified when there are waiting responses again.
    arrived: Notify,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    bytes: usize,
    /// Oldest first.
    answers: BTreeMap<u64, Waiter>,
}

struct Waiter {
    bytes: usize,
    overdue: Instant,
    client: Arc<Client>,
}

/// What one client has not read yet.
pub(crate) struct Client {
    bytes: Mutex<usize>,
    /// Request bodies that may be read at a time.
    bodies: Semaphore,
    /// Notified when it has read a response.
    read: Notify,
    /// Notified when the client is to be disconnected.
    given_up: Notify,
}

/// The bytes of an answer; as long as they exist, they count.
struct Held {
    bytes: Bytes,
    number: u64,
    outgoing: Arc<Outgoing>,
    _in_use: InUse,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.outgoing.forget(self.number);
    }
}

/// How an answer leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpVersion {
    /// As one of a few at a time.
    Http1,
    /// As one of many at a time, each as far as the client lets it.
    Http2,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            bytes: Mutex::default(),
            bodies: Semaphore::new(BODIES),
            read: Notify::new(),
            given_up: Notify::new(),
        }
    }
}

impl Client {
    /// Leave to read the body of a request, held for as long as that takes: an HTTP/2 client may begin
    /// many at a time.
    pub(crate) async fn body(&self) -> Option<SemaphorePermit<'_>> {
        // Never closed; should it be, bodies are bounded in size still.
        self.bodies.acquire().await.ok()
    }

    /// Waits until little enough waits for this client.
    pub(crate) async fn room(&self) {
        loop {
            let read = self.read.notified();
            if *self.bytes.lock() < LIMIT_OF_ONE {
                return;
            }
            read.await;
        }
    }

    /// Gives the connection up.
    pub(crate) fn give_up(&self) {
        self.given_up.notify_one();
    }

    /// Returns when the connection is to be given up.
    pub(crate) async fn given_up(&self) {
        self.given_up.notified().await;
    }
}

impl Outgoing {
    pub(crate) fn new() -> Self {
        Self { waiting: Mutex::default(), arrived: Notify::new() }
    }

    /// Counts the bytes of an answer for as long as they exist. Bytes that others hold anyway, such as
    /// those of media, are `shared` and take no memory.
    pub(crate) fn hold(
        self: &Arc<Self>,
        client: &Arc<Client>,
        version: HttpVersion,
        is_shared: bool,
        bytes: Bytes,
        in_use: InUse,
    ) -> Bytes {
        if bytes.is_empty() || (version == HttpVersion::Http1 && bytes.len() <= SMALL) {
            return bytes;
        }
        let counted = if is_shared { 0 } else { bytes.len() };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let overdue = Instant::now() + WRITE_TIMEOUT + Duration::from_secs(length / SLOWEST);
        *client.bytes.lock() += counted;
        let number = self.add(Waiter { bytes: counted, overdue, client: client.clone() });
        self.arrived.notify_one();
        Bytes::from_owner(Held { bytes, number, outgoing: self.clone(), _in_use: in_use })
    }

    fn add(&self, waiter: Waiter) -> u64 {
        let mut waiting = self.waiting.lock();
        let number = waiting.next;
        waiting.next += 1;
        waiting.bytes += waiter.bytes;
        waiting.answers.insert(number, waiter);
        let mut excess = waiting.bytes.saturating_sub(LIMIT);
        for waiter in waiting.answers.values() {
            if excess == 0 {
                break;
            }
            excess = excess.saturating_sub(waiter.bytes);
            waiter.client.given_up.notify_one();
        }
        number
    }

    fn forget(&self, number: u64) {
        let mut waiting = self.waiting.lock();
        let Some(waiter) = waiting.answers.remove(&number) else { return };
        waiting.bytes -= waiter.bytes;
        drop(waiting);
        *waiter.client.bytes.lock() -= waiter.bytes;
        waiter.client.read.notify_waiters();
    }

    /// Gives clients up that have not read in time, for ever.
    pub(crate) async fn watch(&self) {
        loop {
            if self.give_up(Instant::now()) == 0 {
                self.arrived.notified().await;
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Disconnects overdue clients; returns the number of waiting responses.
    fn give_up(&self, now: Instant) -> usize {
        let waiting = self.waiting.lock();
        for waiter in waiting.answers.values().filter(|waiter| waiter.overdue <= now) {
            waiter.client.given_up.notify_one();
        }
        waiting.answers.len()
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use local_server::Usage;

    use super::*;

    async fn is_ready(future: impl Future<Output = ()>) -> bool {
        tokio::select! {
            biased;
            () = future => true,
            () = ready(()) => false,
        }
    }

    fn held(outgoing: &Arc<Outgoing>, client: &Arc<Client>, size: usize) -> Bytes {
        let bytes = Bytes::from(vec![0; size]);
        outgoing.hold(client, HttpVersion::Http2, false, bytes, Usage::begin().request())
    }

    #[tokio::test]
    async fn a_client_that_has_much_to_read_waits() {
        let (outgoing, client) = (Arc::new(Outgoing::new()), Arc::<Client>::default());
        let first = held(&outgoing, &client, LIMIT_OF_ONE);
        let part = first.slice(1..2);
        assert!(!is_ready(client.room()).await);
        drop(first);
        assert!(!is_ready(client.room()).await);
        drop(part);
        assert!(is_ready(client.room()).await);
        assert_eq!(outgoing.waiting.lock().bytes, 0);
    }

    #[tokio::test]
    async fn who_has_read_nothing_for_longest_goes_when_there_is_too_much() {
        let outgoing = Arc::new(Outgoing::new());
        let clients = [(); 3].map(|()| Arc::<Client>::default());
        let _held = [0, 1, 2].map(|one| held(&outgoing, &clients[one], LIMIT / 2));
        assert!(is_ready(clients[0].given_up()).await);
        assert!(!is_ready(clients[1].given_up()).await && !is_ready(clients[2].given_up()).await);
    }

    #[tokio::test]
    async fn who_does_not_read_in_time_goes() {
        let (outgoing, client) = (Arc::new(Outgoing::new()), Arc::<Client>::default());
        let held = held(&outgoing, &client, 1024 * 1024);
        let start = Instant::now();
        outgoing.give_up(start + WRITE_TIMEOUT);
        assert!(!is_ready(client.given_up()).await);
        outgoing.give_up(start + WRITE_TIMEOUT + Duration::from_secs(17));
        assert!(is_ready(client.given_up()).await);
        drop(held);
        assert_eq!(outgoing.give_up(start), 0);
    }

    #[test]
    fn small_answers_over_http_1_are_not_counted() {
        let (outgoing, client) = (Arc::new(Outgoing::new()), Arc::<Client>::default());
        let in_use = || Usage::begin().request();
        let small = Bytes::from(vec![0; SMALL]);
        let _small = outgoing.hold(&client, HttpVersion::Http1, false, small.clone(), in_use());
        assert!(outgoing.waiting.lock().answers.is_empty());
        let _counted = outgoing.hold(&client, HttpVersion::Http2, false, small, in_use());
        let shared = Bytes::from(vec![0; LIMIT_OF_ONE]);
        let _shared = outgoing.hold(&client, HttpVersion::Http1, true, shared, in_use());
        let waiting = outgoing.waiting.lock();
        let counted = (waiting.bytes, waiting.answers.len());
        drop(waiting);
        assert_eq!(counted, (SMALL, 2));
    }
}
