//! Rules of faults: what is broken on purpose, when, and how often.
//!
//! A rule looks at requests and messages as the journal shows them. Whether its n-th match suffers, and how,
//! follows from its seed and n alone, so that the same seed gives the same story.

mod build;
mod draws;
mod rule;
mod rules;

pub use draws::Acting;
pub use rule::{NewRule, Rule, RuleError, RuleMatch};
pub use rules::{Faults, MAX_RULES};

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use serde_json::json;

    use super::*;
    use crate::journal::Entry;

    /// Rounds, and rules that make a comparison long enough for two threads to meet in it.
    const ROUNDS: usize = 300;
    const OTHERS: usize = 100;

    #[test]
    fn a_rule_acts_as_often_as_it_may_on_two_threads() {
        let rule = |path: &str| {
            let rule =
                json!({ "match": { "path": path }, "effect": { "status": 503 }, "count": 1 });
            serde_json::from_value(rule).expect("a rule")
        };
        let entry = Entry { path: Some("/a".repeat(50)), ..Entry::default() };
        for _ in 0..ROUNDS {
            let (faults, begin) = (Faults::default(), Barrier::new(2));
            let once = faults.add(rule("*")).expect("a good rule").id;
            for _ in 0..OTHERS {
                faults.add(rule("*a*a*b")).expect("a good rule");
            }
            let judge = || {
                begin.wait();
                faults.judge(&entry).is_some()
            };
            let acted = thread::scope(|scope| {
                let both = [scope.spawn(judge), scope.spawn(judge)];
                both.map(|it| it.join().expect("an end"))
            });
            assert_ne!(acted[0], acted[1]);
            assert_eq!(faults.get(once).map(|it| (it.matched, it.acted)), Some((1, 1)));
        }
    }
}
