//! Twilio's limit on how often something may be changed.

use std::collections::BTreeMap;

use fake_store::{ServiceTenant, Store};
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use twilio_sid::{AccountSid, ConversationSid, ServiceSid};

use crate::{http::error::ApiError, router::Found};

/// Actions a second in one conversation, and in one service (Twilio's documentation).
///
/// `assumed`: an action is a POST or DELETE of REST, and as many as a second allows may come at
/// once; a burst against live Twilio would settle both.
const ACTIONS: i32 = 30;

/// Buckets that may be kept before those that are full again are forgotten.
const KEPT: usize = 1024;

/// Counts the actions in services and conversations.
#[derive(Default)]
pub(crate) struct Limiter {
    buckets: Mutex<BTreeMap<BucketKey, Bucket>>,
}

/// Where actions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum BucketKey {
    Service(ServiceSid),
    Conversation(ConversationSid),
}

/// A bucket of actions that fills up again as time goes by.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// When it will be full.
    full_at: Timestamp,
}

impl Bucket {
    /// What an action takes out of it, as the time after which that is back.
    const ACTION: SignedDuration = SignedDuration::from_nanos(1_000_000_000 / ACTIONS as i64);

    fn has_an_action(self, now: Timestamp) -> bool {
        let missing = self.full_at.duration_since(now);
        missing + Self::ACTION <= Self::ACTION * ACTIONS
    }

    fn take(&mut self, now: Timestamp) {
        self.full_at = self.full_at.max(now) + Self::ACTION;
    }
}

impl Limiter {
    /// Counts a request.
    ///
    /// # Errors
    /// 429 and 20429 when there were too many of late; then it does not count.
    pub(crate) fn check(
        &self,
        store: &Store,
        account: AccountSid,
        found: &Found<'_>,
    ) -> Result<(), ApiError> {
        if !matches!(found.route.operation.method, Method::POST | Method::DELETE) {
            return Ok(());
        }
        let tenant = match found.service() {
            Some(sid) => sid.parse().ok().and_then(|sid| store.service(sid)),
            None => store.default_service(account),
        };
        let mine = tenant.filter(|it| it.read(|world| world.service.account) == account);
        // A missing resource is an error of the handler.
        let Some(tenant) = mine else { return Ok(()) };
        if self.take(&keys(&tenant, found.conversation()), store.now()) {
            return Ok(());
        }
        Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests"))
    }

    /// Takes an action out of every bucket, or out of none.
    fn take(&self, keys: &[BucketKey], now: Timestamp) -> bool {
        let mut buckets = self.buckets.lock();
        let empty = |key| buckets.get(key).is_some_and(|it: &Bucket| !it.has_an_action(now));
        if keys.iter().any(empty) {
            return false;
        }
        if buckets.len() >= KEPT {
            buckets.retain(|_, bucket| bucket.full_at > now);
        }
        for key in keys {
            buckets.entry(*key).or_insert(Bucket { full_at: now }).take(now);
        }
        true
    }
}

fn keys(tenant: &ServiceTenant, conversation: Option<&str>) -> Vec<BucketKey> {
    tenant.read(|world| {
        let service = BucketKey::Service(world.service.sid);
        let conversation = conversation.and_then(|key| world.conversation_sid(key).ok());
        [service].into_iter().chain(conversation.map(BucketKey::Conversation)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [BucketKey; 1] = [BucketKey::Service(ServiceSid::from_bytes([0; 16]))];

    /// How many actions come through at once.
    fn burst(limiter: &Limiter, at: Timestamp) -> usize {
        (0..100).filter(|_| limiter.take(&KEYS, at)).count()
    }

    #[test]
    fn thirty_a_second_and_no_more() {
        let limiter = Limiter::default();
        let start = Timestamp::UNIX_EPOCH;
        let after = |millis| start + SignedDuration::from_millis(millis);
        assert_eq!(burst(&limiter, start), 30);
        assert_eq!(burst(&limiter, after(99)), 2);
        assert_eq!(burst(&limiter, after(100)), 1);
        assert_eq!(burst(&limiter, after(600)), 15);
        // However long nothing happened, no more than a second's worth is there.
        assert_eq!(burst(&limiter, after(3_600_000)), 30);
        // A clock that goes back gives nothing away, and does no harm.
        assert_eq!(burst(&limiter, start), 0);
    }

    #[test]
    fn a_refused_action_costs_nothing_anywhere() {
        let limiter = Limiter::default();
        let full = BucketKey::Conversation(ConversationSid::from_bytes([1; 16]));
        let now = Timestamp::UNIX_EPOCH;
        while limiter.take(&[full], now) {}
        for _ in 0..100 {
            assert!(!limiter.take(&[KEYS[0], full], now));
        }
        assert_eq!(burst(&limiter, now), 30);
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let limiter = Limiter::default();
        for number in 0..5_000_u32 {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&number.to_le_bytes());
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(i64::from(number));
            assert!(limiter.take(&[BucketKey::Service(ServiceSid::from_bytes(bytes))], at));
        }
        assert!(limiter.buckets.lock().len() <= KEPT);
    }
}
