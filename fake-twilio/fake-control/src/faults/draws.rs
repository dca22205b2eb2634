//! What chance decides about the n-th match of a rule.

use std::{sync::Arc, time::Duration};

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal};

use crate::effect::{Acted, Delay, Effect, check::LONGEST_MS};

/// Random numbers of one match.
#[derive(Clone, Debug)]
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// Those of the n-th match of a rule with this seed.
    pub(super) fn new(seed: u64, match_number: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(match_number);
        Self(random)
    }

    /// Returns true with a probability from 0 to 1.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability.clamp(0.0, 1.0))
    }

    fn delay(&mut self, delay: Delay) -> Duration {
        let longest = f64::from(LONGEST_MS);
        match delay {
            Delay::Fixed { ms } => Duration::from_millis(ms.into()),
            Delay::Uniform { lower_ms, upper_ms } => {
                Duration::from_millis(self.0.random_range(lower_ms..=upper_ms).into())
            }
            Delay::LogNormal { median_ms, sigma } => {
                let drawn = LogNormal::new(f64::from(median_ms).ln(), sigma);
                let drawn = drawn.map_or(longest, |it| it.sample(&mut self.0));
                Duration::from_secs_f64(drawn.clamp(0.0, longest) / 1000.0)
            }
        }
    }
}

/// A fault that acts on one request or message.
#[derive(Clone, Debug)]
pub struct Acting {
    /// Number of its rule; none when a request brought the effect along.
    pub rule: Option<u64>,
    /// What it does.
    pub effect: Arc<Effect>,
    /// Time that passes first, by the emulator's clock.
    pub delay: Duration,
    draws: Draws,
}

impl Acting {
    pub(super) fn new(rule: Option<u64>, effect: Arc<Effect>, mut draws: Draws) -> Self {
        let delay = effect.delay.map_or(Duration::ZERO, |delay| draws.delay(delay));
        Self { rule, effect, delay, draws }
    }

    /// The effect that a request brought along.
    pub fn alone(effect: Effect) -> Self {
        Self::new(None, Arc::new(effect), Draws::new(0, 0))
    }

    /// Changes the order of items; that of two or more different ones is never the same afterwards.
    pub fn reorder<T: PartialEq + Clone>(&self, items: &mut [T]) {
        let before = items.to_vec();
        items.shuffle(&mut self.draws.clone().0);
        if items == before.as_slice() && !items.is_empty() {
            items.rotate_left(1);
        }
    }

    /// What the journal shows of it.
    pub fn acted(&self) -> Acted {
        Acted { rule: self.rule, effect: self.effect.clone() }
    }
}
