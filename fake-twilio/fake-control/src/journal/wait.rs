//! Waits until something was sent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    decode::{Decoder, Directory, Unanswered},
    entry::Entry,
    matching::Match,
    query::{Found, NearMiss, may_match, near_misses},
    ring::Journal,
};

/// Longest wait.
pub const MAX_WAIT: Duration = Duration::from_secs(600);

/// Time of a wait, unless another one is given.
const WAIT: Duration = Duration::from_secs(5);

/// What is waited for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wait {
    /// What entries have to be like.
    #[serde(rename = "match")]
    pub matching: Match,
    /// Only entries with higher numbers count; all of the journal otherwise.
    pub after: u64,
    /// How many there have to be; one unless given.
    pub count: usize,
    /// Real time to wait, in milliseconds: 5000 unless given, 600000 at most.
    pub timeout_ms: Option<u64>,
}

impl Default for Wait {
    fn default() -> Self {
        Self { matching: Match::default(), after: 0, count: 1, timeout_ms: None }
    }
}

/// A wait under way: what was found, and how far was looked.
pub struct Look {
    wait: Wait,
    looked: u64,
    entries: Vec<Entry>,
    unanswered: Unanswered,
}

/// What is answered when the time is up.
#[derive(Debug, Serialize)]
pub struct Missed {
    /// Entries that matched.
    pub entries: Vec<Entry>,
    /// Entries that matched but for a few members, nearest first.
    pub near_misses: Vec<NearMiss>,
    /// The number of the latest entry.
    pub last_id: u64,
}

impl Wait {
    /// Waits for so many entries instead of one.
    #[must_use]
    pub fn count(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// Counts entries with higher numbers alone.
    #[must_use]
    pub fn after(mut self, id: u64) -> Self {
        self.after = id;
        self
    }

    /// Waits for so long, in real time, instead of five seconds; 600 seconds at most.
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.timeout_ms = u64::try_from(time.as_millis()).ok();
        self
    }
}

impl From<Match> for Wait {
    fn from(matching: Match) -> Self {
        Self { matching, ..Self::default() }
    }
}

impl Wait {
    /// Real time to wait; none when it is too long.
    pub fn timeout(&self) -> Option<Duration> {
        let timeout = self.timeout_ms.map_or(WAIT, Duration::from_millis);
        (timeout <= MAX_WAIT).then_some(timeout)
    }
}

impl Look {
    /// Begins to wait.
    pub fn new(wait: Wait) -> Self {
        Self { wait, looked: 0, entries: Vec::new(), unanswered: Unanswered::new() }
    }

    /// Looks at what was recorded since the last look; the entries once there are enough.
    pub fn look(&mut self, journal: &Journal, directory: &dyn Directory) -> Option<Found> {
        let (records, last_id) = journal.behind(self.looked);
        self.looked = last_id;
        let mut decoder = Decoder::new(directory, &mut self.unanswered);
        for stored in records.iter().filter(|it| may_match(&self.wait.matching, it)) {
            let entry = decoder.decode(stored);
            let is_wanted = stored.id > self.wait.after && self.wait.matching.includes(&entry);
            if is_wanted && self.entries.len() < self.wait.count {
                self.entries.push(entry);
            }
        }
        (self.entries.len() >= self.wait.count).then(|| Found {
            entries: std::mem::take(&mut self.entries),
            next_after: None,
            last_id,
        })
    }

    /// What is answered when the time is up.
    pub fn missed(self, journal: &Journal, directory: &dyn Directory) -> Missed {
        let near_misses = near_misses(journal, &self.wait.matching, self.wait.after, directory);
        Missed { entries: self.entries, near_misses, last_id: self.looked }
    }
}
