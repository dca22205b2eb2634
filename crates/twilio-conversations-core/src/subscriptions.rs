//! Which Sync objects are subscribed to, and how far each one is known.
//!
//! Intent and state are kept apart: an object that is wanted is asked for until the server confirms
//! it, in batches, again after every lost connection, and each time with the number of the newest
//! event that is known, so that the server replays the rest.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use twilio_wire::sync::{
    Action, ControlFrame, EVENT_PROTOCOL_VERSION, Established, Failed, ObjectKind, ReplayStatus,
    SubscriptionReply, SubscriptionRequest, Target,
};

use crate::fetch::{Opening, retry_wait};

/// Objects per request until the server states another number (`twilio-sync` 4.0.1).
const MAX_BATCH: usize = 100;

/// What an object is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The map of the user's conversations.
    MyMap,
    /// The map of the user's own properties.
    MyUser,
    /// The document of a conversation.
    Document(Opening),
    /// The messages of a conversation.
    Messages(Opening),
    /// The participants of a conversation.
    Roster(Opening),
    /// The properties of another user, by its number.
    User(u64),
}

/// How far the server has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not yet, or not since the connection was lost.
    Unsent,
    /// It was asked with this correlation id.
    Pending(u64),
    /// It confirmed.
    Established,
    /// It refused, for good.
    Rejected,
}

#[derive(Debug)]
struct Wanted {
    kind: ObjectKind,
    owner: Owner,
    last_event_id: u64,
    state: State,
    retries: u32,
}

/// A request whose confirmations are awaited.
#[derive(Debug)]
struct Batch {
    timeout: SignedDuration,
    verify_at: Timestamp,
}

/// All subscriptions of a client.
#[derive(Debug)]
pub(crate) struct Subscriptions {
    window: SignedDuration,
    max_batch: usize,
    wanted: BTreeMap<String, Wanted>,
    /// Objects that the server may still push and that are not wanted any more.
    unwanted: BTreeMap<String, ObjectKind>,
    last_correlation_id: u64,
    batches: BTreeMap<u64, Batch>,
    flush_at: Option<Timestamp>,
    renew_at: Option<Timestamp>,
    failures: u32,
}

impl Subscriptions {
    pub(crate) fn new(window: SignedDuration) -> Self {
        Self {
            window,
            max_batch: MAX_BATCH,
            wanted: BTreeMap::new(),
            unwanted: BTreeMap::new(),
            last_correlation_id: 0,
            batches: BTreeMap::new(),
            flush_at: None,
            renew_at: None,
            failures: 0,
        }
    }

    /// Wants an object whose state up to an event is known.
    pub(crate) fn want(
        &mut self,
        sid: String,
        kind: ObjectKind,
        owner: Owner,
        last_event_id: u64,
        now: Timestamp,
    ) {
        self.unwanted.remove(&sid);
        self.wanted
            .insert(sid, Wanted { kind, owner, last_event_id, state: State::Unsent, retries: 0 });
        self.flush_in(self.window, now);
    }

    /// Does not want an object any more.
    pub(crate) fn drop(&mut self, sid: &str, now: Timestamp) {
        let Some(wanted) = self.wanted.remove(sid) else { return };
        match wanted.state {
            State::Pending(_) | State::Established => {
                self.unwanted.insert(sid.to_owned(), wanted.kind);
                self.flush_in(self.window, now);
            }
            State::Unsent | State::Rejected => {}
        }
    }

    /// Takes note of an event; returns whose object it is about, or `None` if it is not wanted.
    ///
    /// Before the confirmation only strictly ordered events say that nothing older is missing.
    pub(crate) fn observe(&mut self, sid: &str, event_id: u64, ordered: bool) -> Option<Owner> {
        let wanted = self.wanted.get_mut(sid)?;
        if ordered || wanted.state == State::Established {
            wanted.last_event_id = wanted.last_event_id.max(event_id);
        }
        Some(wanted.owner)
    }

    /// The number up to which every event of an object has come.
    pub(crate) fn complete_up_to(&self, sid: &str) -> u64 {
        self.wanted.get(sid).map_or(0, |wanted| wanted.last_event_id)
    }

    /// Forgets what the server was told, with the connection.
    pub(crate) fn disconnected(&mut self) {
        for wanted in self.wanted.values_mut().filter(|wanted| wanted.state != State::Rejected) {
            wanted.state = State::Unsent;
        }
        self.unwanted.clear();
        self.batches.clear();
        self.renew_at = None;
        self.failures = 0;
    }

    /// Asks for everything anew, over a new connection.
    pub(crate) fn connected(&mut self, now: Timestamp) {
        self.flush_at = self.has_unsent().then_some(now);
    }

    /// The requests that are due, each with its correlation id.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<SubscriptionRequest> {
        self.verify(now);
        if self.renew_at.is_some_and(|at| at <= now) {
            self.renew_at = None;
            self.wanted
                .values_mut()
                .filter(|wanted| wanted.state == State::Established)
                .for_each(|wanted| wanted.state = State::Unsent);
            self.flush_at = Some(now);
        }
        if self.flush_at.is_none_or(|at| at > now) {
            return Vec::new();
        }
        self.flush_at = None;
        let mut requests = self.cancels(now);
        requests.extend(self.establishes(now));
        requests
    }

    /// Takes the reply to a request that asked for objects.
    pub(crate) fn replied(&mut self, correlation_id: u64, body: &[u8], now: Timestamp) {
        self.failures = 0;
        // An empty object is a valid answer and promises nothing.
        let Ok(reply) = serde_json::from_slice::<SubscriptionReply>(body) else { return };
        if reply.max_batch_size > 0 {
            self.max_batch = usize::try_from(reply.max_batch_size).unwrap_or(MAX_BATCH);
        }
        if reply.ttl_in_s > 0 && self.renew_at.is_none() {
            let life = i64::try_from(reply.ttl_in_s).unwrap_or(i64::MAX);
            self.renew_at = Some(later(now, SignedDuration::from_secs(life)));
        }
        if reply.estimated_delivery_in_ms > 0 && self.is_pending(correlation_id) {
            let millis = i64::try_from(reply.estimated_delivery_in_ms).unwrap_or(i64::MAX);
            let timeout = SignedDuration::from_millis(millis);
            let verify_at = later(now, timeout);
            self.batches.insert(correlation_id, Batch { timeout, verify_at });
        }
    }

    /// Tries again later after a failed request.
    pub(crate) fn failed(&mut self, correlation_id: u64, now: Timestamp) {
        self.unsend(correlation_id);
        let wait = retry_wait(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.flush_in(wait, now);
    }

    /// Takes a confirmation or refusal; returns the owners of objects that do not exist any more.
    pub(crate) fn handle(&mut self, frame: ControlFrame, now: Timestamp) -> Vec<Owner> {
        match frame {
            ControlFrame::SubscriptionEstablished { correlation_id, events, .. } => {
                self.heard(correlation_id, now);
                for event in events {
                    self.established(correlation_id, &event, now);
                }
                Vec::new()
            }
            ControlFrame::SubscriptionFailed { correlation_id, events, .. } => {
                self.heard(correlation_id, now);
                let rejected = |event: Failed| self.rejected(correlation_id, &event);
                events.into_iter().filter_map(rejected).collect()
            }
            ControlFrame::SubscriptionCanceled { .. } => Vec::new(),
        }
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let verify = self.batches.values().map(|batch| batch.verify_at).min();
        self.flush_at.into_iter().chain(verify).chain(self.renew_at).min()
    }

    /// Whether the server confirmed or refused everything that is wanted.
    pub(crate) fn is_settled(&self) -> bool {
        self.unwanted.is_empty()
            && self.wanted.values().all(|wanted| match wanted.state {
                State::Established | State::Rejected => true,
                State::Unsent | State::Pending(_) => false,
            })
    }

    fn established(&mut self, correlation_id: u64, event: &Established, now: Timestamp) {
        let Some(wanted) = self.pending(&event.object_sid, correlation_id) else { return };
        match event.replay_status {
            ReplayStatus::Completed => {
                wanted.state = State::Established;
                wanted.last_event_id = wanted.last_event_id.max(event.last_event_id);
            }
            ReplayStatus::Interrupted => {
                wanted.state = State::Unsent;
                self.flush_in(SignedDuration::ZERO, now);
            }
        }
        if !self.is_pending(correlation_id) {
            self.batches.remove(&correlation_id);
        }
    }

    fn rejected(&mut self, correlation_id: u64, event: &Failed) -> Option<Owner> {
        let wanted = self.pending(&event.object_sid, correlation_id)?;
        wanted.state = State::Rejected;
        (event.error.status == 404).then_some(wanted.owner)
    }

    fn pending(&mut self, sid: &str, correlation_id: u64) -> Option<&mut Wanted> {
        self.wanted.get_mut(sid).filter(|wanted| wanted.state == State::Pending(correlation_id))
    }

    fn is_pending(&self, correlation_id: u64) -> bool {
        self.wanted.values().any(|wanted| wanted.state == State::Pending(correlation_id))
    }

    fn has_unsent(&self) -> bool {
        self.wanted.values().any(|wanted| wanted.state == State::Unsent)
    }

    /// Puts off the moment at which silence about a request counts as its loss.
    fn heard(&mut self, correlation_id: u64, now: Timestamp) {
        if let Some(batch) = self.batches.get_mut(&correlation_id) {
            batch.verify_at = later(now, batch.timeout);
        }
    }

    /// Asks again for what the server promised and did not confirm.
    fn verify(&mut self, now: Timestamp) {
        let late: Vec<u64> = self
            .batches
            .iter()
            .filter(|(_, batch)| batch.verify_at <= now)
            .map(|(correlation_id, _)| *correlation_id)
            .collect();
        for correlation_id in late {
            self.batches.remove(&correlation_id);
            self.unsend(correlation_id);
            if self.has_unsent() {
                self.flush_in(SignedDuration::ZERO, now);
            }
        }
    }

    fn unsend(&mut self, correlation_id: u64) {
        let asked = State::Pending(correlation_id);
        for wanted in self.wanted.values_mut().filter(|wanted| wanted.state == asked) {
            wanted.state = State::Unsent;
            wanted.retries += 1;
        }
    }

    fn flush_in(&mut self, wait: SignedDuration, now: Timestamp) {
        let at = later(now, wait);
        self.flush_at = Some(self.flush_at.map_or(at, |earlier| earlier.min(at)));
    }

    fn cancels(&mut self, now: Timestamp) -> Vec<SubscriptionRequest> {
        let unwanted = std::mem::take(&mut self.unwanted);
        let targets: Vec<Target> = unwanted
            .into_iter()
            .map(|(object_sid, object_type)| Target {
                object_sid,
                object_type,
                last_event_id: None,
            })
            .collect();
        let mut requests = Vec::new();
        for targets in targets.chunks(self.max_batch) {
            let correlation_id = self.next_correlation_id(now);
            requests.push(request(Action::Cancel, correlation_id, targets.to_vec(), 0));
        }
        requests
    }

    fn establishes(&mut self, now: Timestamp) -> Vec<SubscriptionRequest> {
        let mut requests = Vec::new();
        while self.has_unsent() {
            let correlation_id = self.next_correlation_id(now);
            let mut retried = 0;
            let mut targets = Vec::new();
            let unsent = self.wanted.iter_mut().filter(|(_, it)| it.state == State::Unsent);
            for (sid, wanted) in unsent.take(self.max_batch) {
                wanted.state = State::Pending(correlation_id);
                retried += u32::from(wanted.retries > 0);
                targets.push(Target {
                    object_sid: sid.clone(),
                    object_type: wanted.kind,
                    last_event_id: Some(wanted.last_event_id),
                });
            }
            requests.push(request(Action::Establish, correlation_id, targets, retried));
        }
        requests
    }

    /// The clock in milliseconds as in the SDK, but never the same number twice.
    fn next_correlation_id(&mut self, now: Timestamp) -> u64 {
        let clock = u64::try_from(now.as_millisecond()).unwrap_or_default();
        self.last_correlation_id = clock.max(self.last_correlation_id + 1);
        self.last_correlation_id
    }
}

fn request(
    action: Action,
    correlation_id: u64,
    requests: Vec<Target>,
    retried_requests: u32,
) -> SubscriptionRequest {
    SubscriptionRequest {
        event_protocol_version: EVENT_PROTOCOL_VERSION,
        action,
        correlation_id,
        retried_requests,
        ttl_in_s: -1,
        requests,
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
