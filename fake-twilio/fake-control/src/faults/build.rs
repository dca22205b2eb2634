//! Rules in the words of a test.

use super::rule::{NewRule, RuleMatch};
use crate::{
    effect::Effect,
    side::{Direction, Side},
};

impl NewRule {
    /// A rule about everything that the effect can act on.
    pub fn new(effect: Effect) -> Self {
        Self { matching: RuleMatch::default(), effect, count: None, seed: None }
    }

    /// Acts only on requests and messages that match.
    #[must_use]
    pub fn on(mut self, matching: RuleMatch) -> Self {
        self.matching = matching;
        self
    }

    /// Acts so often, and then ends.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Draws delays and chances from this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}

impl From<Effect> for NewRule {
    fn from(effect: Effect) -> Self {
        Self::new(effect)
    }
}

impl RuleMatch {
    /// Only what is sent on this side.
    #[must_use]
    pub fn side(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    /// Only WebSocket messages that go this way.
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only requests with this path; `*` stands for any text, `?` for a character.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Only requests of this REST operation.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Only messages of this user's clients.
    #[must_use]
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// Only this event of a webhook, of Sync or of signaling, or `upgrade`.
    #[must_use]
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Only messages and webhooks with this text in the body.
    #[must_use]
    pub fn contains(mut self, text: impl Into<String>) -> Self {
        self.contains = Some(text.into());
        self
    }

    /// Only the n-th match, from 1.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Each match with this likelihood, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }
}
