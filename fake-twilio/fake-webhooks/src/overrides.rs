use std::time::Duration;

/// How to connect to an address: what Twilio calls connection overrides, in its fragment.
///
/// Names, ranges and defaults: Twilio's documentation. A value out of range is cut down to it
/// (`assumed`; a live call would settle it), one that is no number is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrides {
    /// Real time until the connection has to stand (`ct`).
    pub connect: Duration,
    /// Real time until the answer has to begin (`rt`).
    pub read: Duration,
    /// Real time until everything is given up (`tt`).
    pub total: Duration,
    /// Attempts after the first one (`rc`).
    pub retries: u32,
    worth_while: Vec<Reason>,
}

/// Conditions for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Connect,
    Read,
    ClientError,
    ServerError,
}

/// Words of a retry policy (`rp`); `all` stands for every one.
const POLICY: [(&str, Reason); 4] = [
    ("ct", Reason::Connect),
    ("rt", Reason::Read),
    ("4xx", Reason::ClientError),
    ("5xx", Reason::ServerError),
];

/// What went wrong in an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptError {
    /// There was no connection.
    Connect,
    /// There was no answer.
    Read,
    /// The answer had this status.
    Status(u16),
    /// The answer, of this status, was a redirect that is not followed.
    Redirect(u16),
    /// There were too many redirects, the last of this status.
    Redirects(u16),
}

const LEAST: Duration = Duration::from_millis(100);
const MOST_CONNECT: Duration = Duration::from_secs(10);
const MOST: Duration = Duration::from_secs(15);
const MOST_RETRIES: u32 = 5;

impl Overrides {
    /// Those of an address that gets at most `limit` altogether.
    pub fn of(url: &str, limit: Duration) -> Self {
        let mut overrides = Self {
            connect: Duration::from_secs(5),
            read: MOST,
            total: limit,
            retries: 1,
            worth_while: vec![Reason::Connect],
        };
        let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
        for (name, value) in fragment.split('&').filter_map(|pair| pair.split_once('=')) {
            overrides.set(name, value, limit);
        }
        overrides
    }

    fn set(&mut self, name: &str, value: &str, limit: Duration) {
        let time = |most: Duration| {
            let millis = value.parse().ok()?;
            Some(Duration::from_millis(millis).clamp(LEAST, most))
        };
        match name {
            "ct" => self.connect = time(MOST_CONNECT).unwrap_or(self.connect),
            "rt" => self.read = time(MOST).unwrap_or(self.read),
            "tt" => self.total = time(MOST).unwrap_or(self.total).min(limit),
            "rc" => self.retries = value.parse().unwrap_or(self.retries).min(MOST_RETRIES),
            "rp" => self.worth_while = policy(value),
            // `e` and `sni` choose ways through a network that the emulator has not.
            _ => {}
        }
    }

    /// Returns whether to try again after an attempt, the first of which is 0.
    pub fn tries_again(&self, attempt: u32, error: AttemptError) -> bool {
        let reason = match error {
            AttemptError::Connect => Reason::Connect,
            AttemptError::Read => Reason::Read,
            AttemptError::Status(400..=499) => Reason::ClientError,
            AttemptError::Status(500..=599) => Reason::ServerError,
            AttemptError::Status(_) | AttemptError::Redirect(_) | AttemptError::Redirects(_) => {
                return false;
            }
        };
        self.worth_while.contains(&reason) && attempt < self.retries
    }
}

/// Reads the words of a policy, with commas between them.
fn policy(text: &str) -> Vec<Reason> {
    let has = |word: &str| text.split(',').any(|it| it == word || it == "all");
    POLICY.iter().filter(|(word, _)| has(word)).map(|(_, reason)| *reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    #[test]
    fn a_plain_address_is_tried_again_once_when_it_cannot_be_reached() {
        let overrides = Overrides::of("https://example.com/h?rc=3", LIMIT);
        assert_eq!(overrides.total, LIMIT);
        assert!(overrides.tries_again(0, AttemptError::Connect));
        assert!(!overrides.tries_again(1, AttemptError::Connect));
        for error in [AttemptError::Read, AttemptError::Status(404), AttemptError::Status(500)] {
            assert!(!overrides.tries_again(0, error));
        }
    }

    #[test]
    fn the_fragment_overrides_and_is_kept_within_bounds() {
        let overrides =
            Overrides::of("https://example.com/h#rc=9&rp=5xx,rt&ct=1&rt=200&tt=99999&e=x", LIMIT);
        assert_eq!(overrides.connect, LEAST);
        assert_eq!(overrides.read, Duration::from_millis(200));
        assert_eq!(overrides.total, LIMIT);
        assert_eq!(overrides.retries, MOST_RETRIES);
        assert!(overrides.tries_again(4, AttemptError::Status(503)));
        assert!(overrides.tries_again(0, AttemptError::Read));
        assert!(!overrides.tries_again(0, AttemptError::Connect));
        assert!(!overrides.tries_again(0, AttemptError::Status(404)));
        let all = Overrides::of("https://example.com/h#rp=all&rc=x", LIMIT);
        assert!(all.tries_again(0, AttemptError::Status(404)));
        assert_eq!(all.retries, 1);
    }
}
