//! Reads that are under way or wait for their next try.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use twilio_sid::ConversationSid;
use twilsock::client::RequestId;

/// First wait after a failure (SDK: 0.2 s), doubled with each further one.
const FIRST_RETRY: SignedDuration = SignedDuration::from_millis(200);
/// Longest wait between two tries.
const LAST_RETRY: SignedDuration = SignedDuration::from_secs(120);

/// One opening of a conversation: a later one of the same conversation has another number, so that
/// late answers to the earlier one are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) sid: ConversationSid,
    pub(crate) number: u64,
}

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// `GET /Client/v2/Configuration`.
    Configuration,
    /// The map of the user's conversations.
    MyMap { name: String },
    /// The map of the user's own properties.
    MyUser { name: String },
    /// The map of another user's properties.
    User { number: u64, name: String },
    /// A page of the user's conversations; `read_at` is the map's event number before it.
    MyConversations { url: String, read_at: u64 },
    /// A conversation's document.
    Document { opening: Opening, name: String },
    /// A conversation's list of messages.
    List { opening: Opening, name: String },
    /// A conversation's map of participants.
    Roster { opening: Opening, name: String },
    /// A page of messages.
    Messages { opening: Opening, items: String, url: String },
    /// A page of participants.
    Participants { opening: Opening, items: String, url: String },
}

impl Job {
    /// The opening that the read is for, if it is for a conversation.
    pub(crate) fn opening(&self) -> Option<Opening> {
        match self {
            Self::Document { opening, .. }
            | Self::List { opening, .. }
            | Self::Roster { opening, .. }
            | Self::Messages { opening, .. }
            | Self::Participants { opening, .. } => Some(*opening),
            Self::Configuration
            | Self::MyMap { .. }
            | Self::MyUser { .. }
            | Self::User { .. }
            | Self::MyConversations { .. } => None,
        }
    }
}

/// A read and how often it failed.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    pub(crate) job: Job,
    failures: u32,
}

/// All reads.
#[derive(Debug, Default)]
pub(crate) struct Fetches {
    under_way: BTreeMap<RequestId, Fetch>,
    waiting: Vec<(Timestamp, Fetch)>,
}

impl Fetches {
    /// Asks for a read as soon as there is a connection.
    pub(crate) fn want(&mut self, job: Job, now: Timestamp) {
        self.waiting.push((now, Fetch { job, failures: 0 }));
    }

    /// Takes everything whose time has come.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Fetch> {
        let due = self.waiting.extract_if(.., |(at, _)| *at <= now);
        due.map(|(_, fetch)| fetch).collect()
    }

    pub(crate) fn started(&mut self, id: RequestId, fetch: Fetch) {
        self.under_way.insert(id, fetch);
    }

    /// Takes the read that a reply belongs to.
    pub(crate) fn answered(&mut self, id: RequestId) -> Option<Fetch> {
        self.under_way.remove(&id)
    }

    /// Tries again after a lost connection, as soon as there is one.
    pub(crate) fn again(&mut self, fetch: Fetch, now: Timestamp) {
        self.waiting.push((now, fetch));
    }

    /// Tries again after a failure, a little later each time.
    pub(crate) fn retry(&mut self, fetch: Fetch, now: Timestamp) {
        let wait = retry_wait(fetch.failures);
        let fetch = Fetch { failures: fetch.failures.saturating_add(1), ..fetch };
        self.waiting.push((now.checked_add(wait).unwrap_or(Timestamp::MAX), fetch));
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.waiting.iter().map(|(at, _)| *at).min()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.under_way.is_empty() && self.waiting.is_empty()
    }
}

/// How long to wait after this many earlier failures.
pub(crate) fn retry_wait(failures: u32) -> SignedDuration {
    FIRST_RETRY.saturating_mul(1 << failures.min(16)).min(LAST_RETRY)
}
