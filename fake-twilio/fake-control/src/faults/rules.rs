use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use event_listener::{Event, EventListener};
use parking_lot::Mutex;
use twilio_sid::AccountSid;

use super::{
    draws::Acting,
    rule::{About, LiveRule, NewRule, Rule, RuleError},
};
use crate::{
    journal::Entry,
    side::{Side, Sides},
};

/// Rules at a time; ended ones make room.
pub const MAX_RULES: usize = 1000;

/// The rules of an emulator.
///
/// While there is none for a side, looking for one costs the load of a byte.
#[derive(Debug, Default)]
pub struct Faults {
    /// Sides that rules which have not ended are about.
    watched: AtomicU8,
    rules: Mutex<Rules>,
    deleted: Event,
}

#[derive(Debug, Default)]
struct Rules {
    /// Oldest first.
    rules: Vec<LiveRule>,
    /// Number of the latest rule.
    last: u64,
}

impl Faults {
    /// Returns whether there may be a rule about one of these sides.
    pub fn watch(&self, sides: Sides) -> bool {
        !(Sides::from_bits(self.watched.load(Ordering::Relaxed)) & sides).is_empty()
    }

    /// Returns whether a rule may be about a request, of which more than this has to be decoded.
    pub fn may_match(&self, side: Side, method: &str, path: &str) -> bool {
        self.live(side).iter().any(|it| it.may_match(side, Some(method), Some(path)))
    }

    /// The fault that acts on a request or message: that of the oldest rule that is to act. All rules count
    /// what matches them.
    pub fn judge(&self, entry: &Entry) -> Option<Acting> {
        // Bodies and patterns may be long, so they are compared before the rules are held.
        let about = self.live(entry.side);
        let matched: Vec<u64> =
            about.iter().filter(|it| it.includes(entry)).map(|it| it.id).collect();
        if matched.is_empty() {
            return None;
        }
        let mut rules = self.rules.lock();
        let (mut acting, mut has_ended) = (None, false);
        // A rule that others have used up or deleted meanwhile counts no more.
        let live = rules.rules.iter_mut().filter(|it| !it.rule.ended);
        for rule in live.filter(|it| matched.binary_search(&it.rule.id).is_ok()) {
            acting = rule.judge(acting.is_some()).or(acting);
            has_ended |= rule.rule.ended;
        }
        if has_ended {
            self.note(&rules);
        }
        acting
    }

    /// What the rules are about that have not ended and may be about this side, oldest first.
    fn live(&self, side: Side) -> Vec<Arc<About>> {
        let rules = self.rules.lock();
        let live = rules.rules.iter().filter(|it| !it.rule.ended && it.about.sides.has(side));
        live.map(|it| it.about.clone()).collect()
    }

    /// Takes a rule in.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn add(&self, new: NewRule) -> Result<Rule, RuleError> {
        let mut rules = self.rules.lock();
        let rule = LiveRule::new(rules.last + 1, new)?;
        let is_full = rules.rules.len() >= MAX_RULES;
        if is_full {
            rules.rules.retain(|it| !it.rule.ended);
        }
        if rules.rules.len() >= MAX_RULES {
            return Err(RuleError::TooMany);
        }
        let shown = rule.rule.clone();
        rules.last = shown.id;
        rules.rules.push(rule);
        self.note(&rules);
        drop(rules);
        if is_full {
            // Some of those that ended held messages back.
            self.deleted.notify(usize::MAX);
        }
        Ok(shown)
    }

    /// The rules, oldest first; of an account those that name it.
    pub fn list(&self, account: Option<AccountSid>) -> Vec<Rule> {
        let rules = self.rules.lock();
        let named = rules.rules.iter().map(|it| &it.rule).filter(|it| is_of(it, account));
        named.cloned().collect()
    }

    /// A rule by its number.
    pub fn get(&self, id: u64) -> Option<Rule> {
        self.rules.lock().rules.iter().find(|it| it.rule.id == id).map(|it| it.rule.clone())
    }

    /// Deletes a rule; returns whether it was there. Messages that it holds back go on.
    pub fn delete(&self, id: u64) -> bool {
        self.retain(|rule| rule.id != id) > 0
    }

    /// Deletes all rules, of an account those that name it; returns how many.
    pub fn clear(&self, account: Option<AccountSid>) -> usize {
        self.retain(|rule| !is_of(rule, account))
    }

    /// Returns whether a rule is still there.
    pub fn has(&self, id: u64) -> bool {
        self.rules.lock().rules.iter().any(|it| it.rule.id == id)
    }

    /// Listens for the next deletion from now on.
    pub fn deleted(&self) -> EventListener {
        self.deleted.listen()
    }

    fn retain(&self, stays: impl Fn(&Rule) -> bool) -> usize {
        let mut rules = self.rules.lock();
        let before = rules.rules.len();
        rules.rules.retain(|it| stays(&it.rule));
        let deleted = before - rules.rules.len();
        self.note(&rules);
        drop(rules);
        self.deleted.notify(usize::MAX);
        deleted
    }

    fn note(&self, rules: &Rules) {
        let live = rules.rules.iter().filter(|it| !it.rule.ended);
        let watched = live.fold(0, |bits, it| bits | it.about.sides.bits());
        self.watched.store(watched, Ordering::Relaxed);
    }
}

fn is_of(rule: &Rule, account: Option<AccountSid>) -> bool {
    account.is_none_or(|account| rule.matching.account_sid == Some(account))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::{collection::vec, prelude::*};
    use serde_json::{Value, json};

    use super::*;
    use crate::{Direction, Effect, EffectError, Side};

    fn add(faults: &Faults, rule: Value) -> Rule {
        faults.add(serde_json::from_value(rule).expect("a rule")).expect("a good rule")
    }

    fn request(method: &str, path: &str) -> Entry {
        Entry { method: Some(method.into()), path: Some(path.into()), ..Entry::default() }
    }

    /// Which of the requests suffer, and for how long they are delayed.
    fn story(rule: &Value, paths: &[String]) -> Vec<Option<Duration>> {
        let faults = Faults::default();
        add(&faults, rule.clone());
        let judged = |path: &String| faults.judge(&request("GET", path)).map(|it| it.delay);
        paths.iter().map(judged).collect()
    }

    fn paths() -> impl Strategy<Value = Vec<String>> {
        vec(prop_oneof!["/v1/a", "/v1/b", "/v2/a"].prop_map(String::from), 0..60)
    }

    proptest! {
        #[test]
        fn the_same_seed_gives_the_same_story(
            seed: u64, other: u64, probability in 0.0..1.0, paths in paths(),
        ) {
            let delay = json!({ "type": "lognormal", "median_ms": 90, "sigma": 0.5 });
            let rule = |seed: u64| json!({
                "match": { "path": "/v1/*", "probability": probability },
                "effect": { "delay": delay },
                "seed": seed,
            });
            prop_assert_eq!(story(&rule(seed), &paths), story(&rule(seed), &paths));
            let long: Vec<_> = (0..200).map(|_| "/v1/a".to_owned()).collect();
            let differs = story(&rule(seed), &long) != story(&rule(other), &long);
            let many = story(&rule(seed), &long).iter().flatten().count() > 3;
            prop_assert!(differs || seed == other || !many);
        }

        #[test]
        fn a_rule_acts_no_more_often_than_it_may(
            count in 1_u64..20, probability in 0.0..=1.0, paths in paths(),
        ) {
            let faults = Faults::default();
            add(&faults, json!({
                "match": { "path": "/v1/*", "probability": probability },
                "effect": { "status": 503 },
                "count": count,
            }));
            let acted = paths.iter().filter(|path| faults.judge(&request("GET", path)).is_some());
            let acted = u64::try_from(acted.count()).expect("a number");
            let rule = faults.get(1).expect("a rule");
            prop_assert!(acted <= count);
            prop_assert_eq!(rule.acted, acted);
            prop_assert_eq!(rule.ended, acted == count);
            prop_assert_eq!(faults.watch(Sides::HTTP), acted < count);
        }

        #[test]
        fn the_nth_match_is_the_one(nth in 1_usize..20, paths in paths()) {
            let rule = json!({
                "match": { "path": "/v1/*", "nth": nth },
                "effect": { "status": 503 },
            });
            let story = story(&rule, &paths);
            let matching: Vec<_> =
                paths.iter().zip(&story).filter(|(path, _)| path.starts_with("/v1/")).collect();
            for (at, (_, acted)) in matching.iter().enumerate() {
                prop_assert_eq!(acted.is_some(), at + 1 == nth);
            }
            prop_assert!(story.iter().flatten().count() <= 1);
        }
    }

    #[test]
    fn the_oldest_rule_acts_and_all_of_them_count() {
        let faults = Faults::default();
        assert!(!faults.watch(Sides::ALL));
        add(&faults, json!({ "match": { "nth": 1 }, "effect": { "status": 500 } }));
        add(&faults, json!({ "match": { "nth": 2 }, "effect": { "status": 502 } }));
        add(&faults, json!({ "match": { "method": "post" }, "effect": { "status": 503 } }));
        let judged = |method| {
            let acting = faults.judge(&request(method, "/v1/a"));
            acting.map(|it| (it.rule, it.effect.status))
        };
        assert_eq!(judged("POST"), Some((Some(1), Some(500))));
        assert_eq!(judged("POST"), Some((Some(2), Some(502))));
        assert_eq!(judged("POST"), Some((Some(3), Some(503))));
        assert_eq!(judged("GET"), None);
        let counts = |id| faults.get(id).map(|it| (it.matched, it.acted, it.ended));
        assert_eq!(counts(1), Some((1, 1, true)));
        assert_eq!(counts(2), Some((2, 1, true)));
        assert_eq!(counts(3), Some((3, 1, false)));
        assert!(faults.delete(3) && !faults.delete(3));
        assert!(!faults.watch(Sides::ALL));
        assert_eq!(faults.clear(None), 2);
    }

    #[test]
    fn delays_lie_where_they_have_to() {
        let faults = Faults::default();
        let uniform = json!({ "type": "uniform", "lower_ms": 10, "upper_ms": 20 });
        add(&faults, json!({ "effect": { "delay": uniform } }));
        let mut drawn: Vec<_> = (0..500)
            .map(|_| faults.judge(&request("GET", "/")).expect("a fault").delay.as_millis())
            .collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn, (10..=20).collect::<Vec<_>>());
        faults.clear(None);
        let normal = json!({ "type": "lognormal", "median_ms": 100, "sigma": 0.5 });
        add(&faults, json!({ "effect": { "delay": normal } }));
        let drawn = (0..2000).map(|_| faults.judge(&request("GET", "/")).expect("a fault").delay);
        let short = drawn.filter(|it| *it < Duration::from_millis(100)).count();
        assert!((800..1200).contains(&short), "half of them are shorter than the median: {short}");
    }

    #[test]
    fn what_is_reordered_is_in_another_order() {
        let acting = Acting::alone(Effect::default());
        for length in 2..6 {
            let mut items: Vec<_> = (0..length).collect();
            acting.reorder(&mut items);
            assert_ne!(items, (0..length).collect::<Vec<_>>());
            items.sort_unstable();
            assert_eq!(items, (0..length).collect::<Vec<_>>());
        }
        let mut one = [1];
        acting.reorder(&mut one);
        acting.reorder::<u8>(&mut []);
    }

    #[test]
    fn rules_are_bounded_and_ended_ones_make_room() {
        let faults = Faults::default();
        for _ in 0..MAX_RULES {
            add(&faults, json!({ "match": { "nth": 1 }, "effect": { "status": 503 } }));
        }
        let new =
            || serde_json::from_value(json!({ "effect": { "status": 503 } })).expect("a rule");
        assert_eq!(faults.add(new()).map(|_| ()), Err(RuleError::TooMany));
        faults.judge(&request("GET", "/"));
        assert_eq!(faults.add(new()).expect("a rule").id, 1001);
        assert_eq!(faults.list(None).len(), 1);
    }

    #[test]
    fn an_error_is_kept_for_what_can_be_answered_with_one() {
        let faults = Faults::default();
        add(
            &faults,
            json!({ "match": { "side": "twilsock" }, "effect": { "status": 503 }, "count": 1 }),
        );
        let message = |method: &str| Entry {
            side: Side::Twilsock,
            direction: Some(Direction::In),
            header: Some(json!({ "method": method })),
            ..Entry::default()
        };
        for method in ["reply", "telemetry", "ping"] {
            assert!(faults.judge(&message(method)).is_none(), "{method}");
        }
        assert!(faults.judge(&message("message")).is_some());
        let long = json!({ "effect": { "status": 503, "message": "m".repeat(5000) } });
        let long = faults.add(serde_json::from_value(long).expect("a form"));
        assert_eq!(long.map(drop), Err(RuleError::Effect(EffectError::Message)));
    }

    #[test]
    fn rules_that_can_never_act_are_refused() {
        let faults = Faults::default();
        for (rule, why) in [
            (
                json!({ "match": { "side": "rest" }, "effect": { "close_code": 1013 } }),
                RuleError::NoSide("side"),
            ),
            (
                json!({ "match": { "operation": "FetchUser", "identity": "ada" },
                    "effect": { "status": 503 } }),
                RuleError::NoSide("identity"),
            ),
            (
                json!({ "match": { "event": "x", "side": "media" }, "effect": { "status": 503 } }),
                RuleError::NoSide("event"),
            ),
            (
                json!({ "match": { "direction": "out" }, "effect": { "status": 503 } }),
                RuleError::Direction,
            ),
            (
                json!({ "match": { "probability": 1.5 }, "effect": { "status": 503 } }),
                RuleError::Probability,
            ),
            (json!({ "match": { "nth": 0 }, "effect": { "status": 503 } }), RuleError::Number),
            (json!({ "count": 0, "effect": { "status": 503 } }), RuleError::Number),
            (
                json!({ "match": { "path": "/*".repeat(3000), "method": "x".repeat(3000) },
                    "effect": { "status": 503 } }),
                RuleError::TooLong,
            ),
        ] {
            let new = serde_json::from_value(rule.clone()).expect("a form");
            assert_eq!(faults.add(new).map(|_| ()), Err(why), "{rule}");
        }
        assert!(faults.list(None).is_empty());
    }

    #[test]
    fn errors_are_for_what_comes_in_and_broken_answers_for_what_goes_out() {
        let faults = Faults::default();
        add(&faults, json!({ "match": { "side": "sync" }, "effect": { "status": 503 } }));
        add(&faults, json!({ "match": { "side": "sync" }, "effect": { "fault": "empty_answer" } }));
        let judged = |direction| {
            let header = Some(json!({ "method": "message" }));
            let side = Side::Sync;
            let entry = Entry { side, direction: Some(direction), header, ..Entry::default() };
            faults.judge(&entry).and_then(|it| it.rule)
        };
        assert_eq!((judged(Direction::In), judged(Direction::Out)), (Some(1), Some(2)));
    }
}
