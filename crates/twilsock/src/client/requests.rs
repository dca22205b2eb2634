//! Requests that wait: for a connection, then for a reply.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::{RequestError, RequestId};
use crate::time::later;

/// Requests that wait for a connection, and for a reply. Each group has one timeout, so requests
/// expire in order.
#[derive(Debug)]
pub(super) struct Requests {
    queue_timeout: SignedDuration,
    reply_timeout: SignedDuration,
    drawn: u64,
    queued: VecDeque<Queued>,
    sent: BTreeMap<String, RequestId>,
    sent_order: VecDeque<(Timestamp, String)>,
}

struct Queued {
    id: RequestId,
    frame_id: String,
    message: Bytes,
    deadline: Timestamp,
}

impl std::fmt::Debug for Queued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queued").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Requests {
    pub(super) fn new(queue_timeout: SignedDuration, reply_timeout: SignedDuration) -> Self {
        Self {
            queue_timeout,
            reply_timeout,
            drawn: 0,
            queued: VecDeque::new(),
            sent: BTreeMap::new(),
            sent_order: VecDeque::new(),
        }
    }

    pub(super) fn draw(&mut self) -> RequestId {
        self.drawn += 1;
        RequestId(self.drawn)
    }

    pub(super) fn queue(
        &mut self,
        id: RequestId,
        frame_id: String,
        message: Bytes,
        now: Timestamp,
    ) {
        let deadline = later(now, self.queue_timeout);
        self.queued.push_back(Queued { id, frame_id, message, deadline });
    }

    pub(super) fn sent(&mut self, id: RequestId, frame_id: String, now: Timestamp) {
        self.sent_order.push_back((later(now, self.reply_timeout), frame_id.clone()));
        self.sent.insert(frame_id, id);
    }

    /// Moves all queued requests to those that wait for a reply.
    pub(super) fn send_queued(&mut self, now: Timestamp) -> Vec<Bytes> {
        let queued = std::mem::take(&mut self.queued);
        queued
            .into_iter()
            .map(|Queued { id, frame_id, message, .. }| {
                self.sent(id, frame_id, now);
                message
            })
            .collect()
    }

    /// Takes away the request with this frame id.
    pub(super) fn answered(&mut self, frame_id: &str) -> Option<RequestId> {
        let id = self.sent.remove(frame_id)?;
        while self.sent_order.front().is_some_and(|(_, first)| !self.sent.contains_key(first)) {
            self.sent_order.pop_front();
        }
        Some(id)
    }

    /// Removes expired requests.
    pub(super) fn take_late(&mut self, now: Timestamp) -> Vec<(RequestId, RequestError)> {
        let mut late = Vec::new();
        while self.queued.front().is_some_and(|queued| queued.deadline <= now) {
            let queued = self.queued.pop_front();
            late.extend(queued.map(|queued| (queued.id, RequestError::NotConnected)));
        }
        while self.sent_order.front().is_some_and(|(deadline, _)| *deadline <= now) {
            let first = self.sent_order.pop_front();
            let id = first.and_then(|(_, frame_id)| self.sent.remove(&frame_id));
            late.extend(id.map(|id| (id, RequestError::TimedOut)));
        }
        late
    }

    /// Takes away everything that waits for a reply, oldest first.
    pub(super) fn drop_sent(&mut self) -> Vec<RequestId> {
        let order = std::mem::take(&mut self.sent_order);
        order.into_iter().filter_map(|(_, frame_id)| self.sent.remove(&frame_id)).collect()
    }

    /// Takes away everything that waits for a connection.
    pub(super) fn drop_queued(&mut self) -> Vec<RequestId> {
        self.queued.drain(..).map(|queued| queued.id).collect()
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let queued = self.queued.front().map(|queued| queued.deadline);
        let sent = self.sent_order.front().map(|(at, _)| *at);
        queued.into_iter().chain(sent).min()
    }
}
