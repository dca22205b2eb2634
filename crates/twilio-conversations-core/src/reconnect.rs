//! How long to wait before the next attempt to connect.

use jiff::SignedDuration;

/// Bounds of the waits. `Default` holds the SDK's numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReconnectPolicy {
    /// First wait: 1 s.
    pub min: SignedDuration,
    /// Longest wait: 120 s.
    pub max: SignedDuration,
    /// Largest deviation, as a share of the wait: 0.2.
    pub randomness: f64,
}

impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self {
            min: SignedDuration::from_secs(1),
            max: SignedDuration::from_secs(120),
            randomness: 0.2,
        }
    }
}

/// The row of waits: each is the sum of the two before it, 1 s, 2 s, 3 s, 5 s, …
#[derive(Clone, Debug)]
pub struct ReconnectBackoff {
    policy: ReconnectPolicy,
    /// Longest wait, raised when the server asked for a longer one.
    max: SignedDuration,
    this: SignedDuration,
    next: SignedDuration,
    /// What the server asked for last.
    demanded: SignedDuration,
}

impl ReconnectBackoff {
    /// The start of the row.
    pub fn new(policy: ReconnectPolicy) -> Self {
        let mut reconnect = Self {
            policy,
            max: policy.max,
            this: policy.min,
            next: policy.min,
            demanded: SignedDuration::ZERO,
        };
        reconnect.reset();
        reconnect
    }

    /// Goes back to the start, after a success.
    pub fn reset(&mut self) {
        self.max = self.policy.max;
        self.demanded = SignedDuration::ZERO;
        self.start(self.policy.min);
    }

    /// Starts a row with the wait that the server asked for, unless it asked for a longer one
    /// before.
    pub fn demand(&mut self, min: SignedDuration) {
        if min > self.demanded {
            self.demanded = min;
            self.max = self.policy.max.max(min);
            self.start(min);
        }
    }

    /// The next wait; `random` lies between 0 and 1 and spreads the clients of a lost server.
    pub fn wait(&mut self, random: f64) -> SignedDuration {
        let wait = self.this;
        (self.this, self.next) = (self.next, wait.saturating_add(self.next).min(self.max));
        let factor = 1.0 + self.policy.randomness * (2.0 * random - 1.0);
        wait.mul_f64(factor).min(self.max)
    }

    fn start(&mut self, min: SignedDuration) {
        self.this = min.min(self.max);
        self.next = min.saturating_mul(2).min(self.max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(reconnect: &mut ReconnectBackoff, count: usize, random: f64) -> Vec<f64> {
        (0..count).map(|_| reconnect.wait(random).as_secs_f64()).collect()
    }

    #[test]
    fn waits_grow_like_the_sdks_and_stop_at_two_minutes() {
        let mut reconnect = ReconnectBackoff::new(ReconnectPolicy::default());
        let expected = [1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0, 89.0, 120.0, 120.0];
        assert_eq!(seconds(&mut reconnect, 12, 0.5), expected);
        reconnect.reset();
        assert_eq!(seconds(&mut reconnect, 2, 0.0), [0.8, 1.6]);
        assert_eq!(seconds(&mut reconnect, 2, 1.0), [3.6, 6.0]);
    }

    #[test]
    fn a_demanded_wait_starts_its_own_row() {
        let mut reconnect = ReconnectBackoff::new(ReconnectPolicy::default());
        reconnect.wait(0.5);
        reconnect.demand(SignedDuration::from_millis(2500));
        assert_eq!(seconds(&mut reconnect, 3, 0.5), [2.5, 5.0, 7.5]);
        reconnect.demand(SignedDuration::from_millis(700));
        assert_eq!(seconds(&mut reconnect, 1, 0.5), [12.5]);
        reconnect.demand(SignedDuration::from_secs(300));
        assert_eq!(seconds(&mut reconnect, 2, 0.5), [300.0, 300.0]);
        reconnect.reset();
        assert_eq!(seconds(&mut reconnect, 1, 0.5), [1.0]);
    }
}
