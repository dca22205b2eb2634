//! Looks through the journal.

use serde::{Deserialize, Serialize};

use super::{
    decode::{Decoder, Directory, Unanswered},
    entry::Entry,
    matching::Match,
    record::{Protocol, Record},
    ring::{Journal, Stored},
};
use crate::side::Side;

/// Entries that are answered unless a number is given, and at most.
const LIMIT: usize = 50;
const MAX_LIMIT: usize = 1000;

/// Near misses that are answered.
const NEAR_MISSES: usize = 3;

/// What is looked for, and from where.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Query {
    /// What entries have to be like.
    #[serde(rename = "match")]
    pub matching: Match,
    /// Only entries with higher numbers.
    pub after: Option<u64>,
    /// The most entries that are answered; 50 unless given, 1000 at most.
    pub limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Found {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The number behind which there is more; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_after: Option<u64>,
    /// The number of the latest entry, which may match or not.
    pub last_id: u64,
}

/// An entry that matches but for a few members.
#[derive(Debug, Serialize)]
pub struct NearMiss {
    /// What it does not have.
    pub differs: Vec<&'static str>,
    /// The entry.
    pub entry: Entry,
}

/// The first matching entries behind `after`; without it the latest ones.
pub fn find(journal: &Journal, query: &Query, directory: &dyn Directory) -> Found {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let (mut entries, last_id) = matching(journal, query, directory);
    let rest = entries.len().saturating_sub(limit);
    if query.after.is_none() {
        entries.drain(..rest);
        return Found { entries, next_after: None, last_id };
    }
    entries.truncate(limit);
    let next_after = (rest > 0).then(|| entries.last().map_or(0, |it| it.id));
    Found { entries, next_after, last_id }
}

/// The number of matching entries behind `after`, and the number of the latest entry.
pub fn count(journal: &Journal, query: &Query, directory: &dyn Directory) -> (usize, u64) {
    let (entries, last) = matching(journal, query, directory);
    (entries.len(), last)
}

/// All matching entries behind `after`, and the number of the latest entry.
pub fn matching(journal: &Journal, query: &Query, directory: &dyn Directory) -> (Vec<Entry>, u64) {
    let mut unanswered = Unanswered::new();
    // From the beginning, because the request of a reply may lie before the cursor.
    let (records, last) = journal.behind(0);
    let mut decoder = Decoder::new(directory, &mut unanswered);
    let mut found = Vec::new();
    for stored in &records {
        if !may_match(&query.matching, stored) {
            continue;
        }
        let is_behind = stored.id > query.after.unwrap_or(0);
        if is_behind || is_twilsock(&stored.record) {
            let entry = decoder.decode(stored);
            if is_behind && query.matching.includes(&entry) {
                found.push(entry);
            }
        }
    }
    (found, last)
}

/// Returns whether a record may match, without decoding it.
pub(super) fn may_match(wanted: &Match, stored: &Stored) -> bool {
    let of_socket = |it: &super::record::SocketMessage| {
        let party = it.party.as_ref();
        let identity = wanted.identity.as_ref();
        let is_side = match it.protocol {
            Protocol::Signaling => wanted.side.is_none_or(|side| side == Side::Signaling),
            Protocol::Twilsock => {
                wanted.side.is_none_or(|side| matches!(side, Side::Twilsock | Side::Sync))
            }
        };
        is_side
            && identity.is_none_or(|wanted| party.is_some_and(|it| it.identity == *wanted))
            && wanted.account_sid.is_none_or(|sid| party.is_some_and(|it| it.account == sid))
    };
    match &stored.record {
        Record::Socket(it) => of_socket(it),
        Record::Exchange(it) => {
            wanted.identity.is_none() && wanted.side.is_none_or(|side| side == it.side)
        }
        Record::Webhook(it) => {
            wanted.side.is_none_or(|side| side == Side::Webhook)
                && wanted.account_sid.is_none_or(|sid| sid == it.account)
        }
    }
}

fn is_twilsock(record: &Record) -> bool {
    matches!(record, Record::Socket(it) if it.protocol == Protocol::Twilsock)
}

/// The entries behind a number that have most of what is looked for, nearest first.
pub(super) fn near_misses(
    journal: &Journal,
    wanted: &Match,
    after: u64,
    directory: &dyn Directory,
) -> Vec<NearMiss> {
    let members = wanted.members();
    let mut unanswered = Unanswered::new();
    let mut decoder = Decoder::new(directory, &mut unanswered);
    let mut nearest: Vec<NearMiss> = Vec::new();
    // From the beginning, as `matching`.
    for stored in &journal.behind(0).0 {
        let is_behind = stored.id > after;
        if !is_behind && !is_twilsock(&stored.record) {
            continue;
        }
        let entry = decoder.decode(stored);
        if !is_behind {
            continue;
        }
        let differs = wanted.differences(&entry);
        // What matches is no miss, and what has nothing in common is not near.
        if differs.is_empty() || differs.len() >= members {
            continue;
        }
        let place = nearest.partition_point(|it| it.differs.len() < differs.len());
        nearest.insert(place, NearMiss { differs, entry });
        nearest.truncate(NEAR_MISSES);
    }
    nearest
}
