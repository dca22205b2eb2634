use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use twilio_sid::AccountSid;

use super::draws::{Acting, Draws};
use crate::{
    effect::{Effect, EffectError},
    glob::Glob,
    journal::{Entry, UPGRADE},
    side::{Direction, Side, Sides},
};

/// Which requests and messages a rule is about; they have all members that are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleMatch {
    /// Where it is sent; anywhere where the effect can act, unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Which way a message goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Method of HTTP, or of Twilsock where a frame carries no request; in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path without the query, or URL of a webhook; `*` stands for any text, `?` for a character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Name of the REST operation, such as `CreateConversationMessage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_sid: Option<AccountSid>,
    /// Identity of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Name of a webhook's or Sync's event, type of a signaling message, or `upgrade`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// A text that occurs in the body of a message or webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// Which of the matches, from 1; all of them unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// How likely each of them suffers, from 0 to 1; always unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

/// Bytes of the texts that a rule names, at most.
const LONGEST_TEXTS: usize = 8192;

/// A rule that is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// What it is about.
    #[serde(rename = "match", default)]
    pub matching: RuleMatch,
    /// What it does.
    pub effect: Effect,
    /// How often it acts before it ends; for ever unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Where its chance comes from; its number unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its number; later rules have higher ones.
    pub id: u64,
    /// What it is about.
    #[serde(rename = "match")]
    pub matching: RuleMatch,
    /// What it does.
    #[serde(serialize_with = "inner", deserialize_with = "shared")]
    pub effect: Arc<Effect>,
    /// How often it acts before it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Where its chance comes from.
    pub seed: u64,
    /// How often something matched.
    pub matched: u64,
    /// How often it acted.
    pub acted: u64,
    /// Whether it acts no more.
    pub ended: bool,
}

/// Why a rule cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The effect cannot be.
    #[error("effect: {0}")]
    Effect(#[from] EffectError),
    /// No side has everything that it names.
    #[error("match: no side has {0} together with the rest; see docs/control-api.md")]
    NoSide(&'static str),
    /// The effect acts on messages that go the other way.
    #[error("match: the effect acts on messages of the other direction")]
    Direction,
    /// The texts that it names are too long: each request and message is compared with them.
    #[error("match: its texts have at most {LONGEST_TEXTS} bytes together")]
    TooLong,
    /// The probability is none.
    #[error("match: probability lies between 0 and 1")]
    Probability,
    /// Nothing is the 0th.
    #[error("nth and count are at least 1")]
    Number,
    /// There are too many rules.
    #[error("there are too many rules; DELETE /_emulator/v1/faults deletes them")]
    TooMany,
}

/// A rule with what is derived from it.
#[derive(Debug)]
pub(super) struct LiveRule {
    pub(super) rule: Rule,
    pub(super) about: Arc<About>,
}

/// What a rule is about, which does not change: it is compared without a hold on the rules.
#[derive(Debug)]
pub(super) struct About {
    pub(super) id: u64,
    pub(super) sides: Sides,
    matching: RuleMatch,
    effect: Arc<Effect>,
    direction: Option<Direction>,
    path: Option<Glob>,
}

impl RuleMatch {
    /// Bytes of the texts that are named.
    fn length(&self) -> usize {
        let Self { method, path, operation, identity, event, contains, .. } = self;
        let texts = [method, path, operation, identity, event, contains];
        texts.into_iter().flatten().map(String::len).sum()
    }

    /// The sides that have all that is named.
    fn sides(&self, effect: &Effect) -> Result<Sides, RuleError> {
        const NOT_HTTP: Sides = Sides::SOCKETS.and(Side::Webhook);
        let any = |is_there: bool, sides| if is_there { sides } else { Sides::ALL };
        let checks = [
            ("the effect", effect.sides()),
            ("side", self.side.map_or(Sides::ALL, Sides::of)),
            ("direction", any(self.direction.is_some(), Sides::SOCKETS)),
            ("operation", any(self.operation.is_some(), Sides::of(Side::Rest))),
            ("identity", any(self.identity.is_some(), Sides::SOCKETS)),
            ("event", any(self.event.is_some(), NOT_HTTP)),
            ("contains", any(self.contains.is_some(), NOT_HTTP)),
        ];
        let mut sides = Sides::ALL;
        for (name, of_it) in checks {
            sides = sides & of_it;
            if sides.is_empty() {
                return Err(RuleError::NoSide(name));
            }
        }
        Ok(sides)
    }
}

impl LiveRule {
    pub(super) fn new(id: u64, new: NewRule) -> Result<Self, RuleError> {
        let NewRule { matching, effect, count, seed } = new;
        effect.check()?;
        let sides = matching.sides(&effect)?;
        if matching.length() > LONGEST_TEXTS {
            return Err(RuleError::TooLong);
        }
        if matching.probability.is_some_and(|it| !(0.0..=1.0).contains(&it)) {
            return Err(RuleError::Probability);
        }
        if matching.nth == Some(0) || count == Some(0) {
            return Err(RuleError::Number);
        }
        let direction = match (matching.direction, effect.direction()) {
            (Some(wanted), Some(possible)) if wanted != possible => {
                return Err(RuleError::Direction);
            }
            (wanted, possible) => wanted.or(possible),
        };
        let path = matching.path.as_deref().map(Glob::new);
        let (seed, effect) = (seed.unwrap_or(id), Arc::new(effect));
        let (matched, acted, ended) = (0, 0, false);
        let about = About {
            id,
            sides,
            matching: matching.clone(),
            effect: effect.clone(),
            direction,
            path,
        };
        let rule = Rule { id, matching, effect, count, seed, matched, acted, ended };
        Ok(Self { rule, about: Arc::new(about) })
    }

    /// Counts a match; the draws of it if the rule acts.
    fn fires(&mut self) -> Option<Draws> {
        self.rule.matched += 1;
        let RuleMatch { nth, probability, .. } = self.rule.matching;
        let mut draws = Draws::new(self.rule.seed, self.rule.matched);
        let is_nth = nth.is_none_or(|nth| nth == self.rule.matched);
        self.rule.ended = nth.is_some_and(|nth| nth <= self.rule.matched);
        (is_nth && probability.is_none_or(|it| draws.happens(it))).then_some(draws)
    }

    /// Counts a request or message that the rule is about; whether the rule acts on it, unless another one
    /// does already.
    pub(super) fn judge(&mut self, is_taken: bool) -> Option<Acting> {
        let draws = self.fires().filter(|_| !is_taken)?;
        self.rule.acted += 1;
        self.rule.ended |= self.rule.count.is_some_and(|count| count <= self.rule.acted);
        Some(Acting::new(Some(self.rule.id), self.rule.effect.clone(), draws))
    }
}

impl About {
    /// Returns whether it may be about a request or message, of which more than this has to be decoded.
    pub(super) fn may_match(&self, side: Side, method: Option<&str>, path: Option<&str>) -> bool {
        let wanted = &self.matching;
        let is_method = |wanted: &String| method.is_some_and(|it| it.eq_ignore_ascii_case(wanted));
        self.sides.has(side)
            && wanted.method.as_ref().is_none_or(is_method)
            && self.path.as_ref().is_none_or(|glob| path.is_some_and(|path| glob.matches(path)))
    }

    /// Returns whether it is about a request or message.
    pub(super) fn includes(&self, entry: &Entry) -> bool {
        let wanted = &self.matching;
        let same =
            |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        self.may_match(entry.side, entry.method.as_deref(), entry.path.as_deref())
            // What goes no way, such as a request, is not a message.
            && self.direction.is_none_or(|it| entry.direction.is_none_or(|found| it == found))
            && (wanted.direction.is_none() || wanted.direction == entry.direction)
            && (!is_upgrade(entry) || self.effect.acts_on_upgrades())
            && (!self.effect.reorder_candidates || entry.has_candidates())
            && (self.effect.status.is_none() || entry.takes_error())
            && same(&wanted.operation, &entry.operation)
            && same(&wanted.identity, &entry.identity)
            && same(&wanted.event, &entry.event)
            && wanted.account_sid.is_none_or(|sid| entry.account_sid == Some(sid))
            && wanted.contains.as_ref().is_none_or(|text| entry.contains(text))
    }
}

fn is_upgrade(entry: &Entry) -> bool {
    entry.direction.is_none() && entry.event.as_deref() == Some(UPGRADE)
}

fn inner<S: Serializer>(effect: &Effect, serializer: S) -> Result<S::Ok, S::Error> {
    effect.serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Effect>, D::Error> {
    Effect::deserialize(deserializer).map(Arc::new)
}
