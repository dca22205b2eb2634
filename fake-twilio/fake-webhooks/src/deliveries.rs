use std::collections::VecDeque;

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use crate::WebhookRequest;

/// Deliveries that are remembered.
const REMEMBERED: usize = 256;

/// Outcome of webhook requests, newest first; old ones are forgotten.
#[derive(Debug, Default)]
pub struct Deliveries(Mutex<VecDeque<Delivery>>);

/// Outcome of one webhook request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    account_sid: AccountSid,
    event: &'static str,
    method: &'static str,
    url: String,
    attempts: u32,
    outcome: Outcome,
    status: Option<u16>,
    error_code: Option<u32>,
    date_started: Millis,
    date_ended: Millis,
}

/// How a webhook request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// With an answer, of whatever status.
    Answered,
    /// Without a connection.
    Unreachable,
    /// Without an answer.
    Unanswered,
    /// With a redirect that is not followed.
    Misdirected,
    /// With one redirect too many.
    Redirected,
    /// Unsent: too many waited for the same address.
    Dropped,
}

impl Delivery {
    /// Outcome of a request. Neither its parameters nor what may be secret in its address is
    /// kept.
    pub fn new(
        request: &WebhookRequest,
        (started, ended): (Timestamp, Timestamp),
        attempts: u32,
        outcome: Outcome,
        status: Option<u16>,
    ) -> Self {
        Self {
            account_sid: request.account,
            event: request.event,
            method: request.method.name(),
            url: without_secrets(&request.url),
            attempts,
            outcome,
            status,
            error_code: error_code(request, outcome),
            date_started: Millis(started),
            date_ended: Millis(ended),
        }
    }
}

/// The error numbers in Twilio's log for Conversations webhooks without a response, and for all
/// that led nowhere (error dictionary).
fn error_code(request: &WebhookRequest, outcome: Outcome) -> Option<u32> {
    let code = match outcome {
        Outcome::Answered => None,
        Outcome::Redirected => return Some(11215),
        Outcome::Misdirected => return Some(11216),
        Outcome::Unreachable | Outcome::Dropped => Some(50057),
        Outcome::Unanswered => Some(50076),
    };
    code.filter(|_| request.sends_attempt_header)
}

/// An address without user, password, query and fragment.
fn without_secrets(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

impl Deliveries {
    /// Remembers one.
    pub fn push(&self, delivery: Delivery) {
        let mut all = self.0.lock();
        all.truncate(REMEMBERED - 1);
        all.push_front(delivery);
    }

    /// At most `limit` of those of an account, newest first.
    pub fn latest(&self, account: AccountSid, limit: usize) -> Vec<Delivery> {
        let all = self.0.lock();
        let of_account = all.iter().filter(|delivery| delivery.account_sid == account);
        of_account.take(limit).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use fake_core::CallbackMethod;

    use super::*;

    #[test]
    fn secrets_of_addresses_are_not_remembered() {
        for (url, shown) in [
            ("https://me:pw@example.com/h/1?token=x#rc=1", "https://example.com/h/1"),
            ("http://example.com:8080?x=@/", "http://example.com:8080"),
            ("http://example.com/@a", "http://example.com/@a"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }

    #[test]
    fn only_so_many_are_remembered() {
        let deliveries = Deliveries::default();
        let request = WebhookRequest {
            account: AccountSid::from_bytes([0; 16]),
            event: "onUserAdded",
            url: "http://example.com".into(),
            method: CallbackMethod::Post,
            params: Vec::new(),
            limit: Duration::ZERO,
            sends_attempt_header: false,
        };
        for attempts in 0..=256 {
            let times = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
            let outcome = Outcome::Answered;
            deliveries.push(Delivery::new(&request, times, attempts, outcome, Some(200)));
        }
        let latest = deliveries.latest(request.account, usize::MAX);
        let attempts: Vec<u32> = latest.iter().map(|it| it.attempts).collect();
        assert_eq!(attempts, (1..=256).rev().collect::<Vec<u32>>());
    }
}
