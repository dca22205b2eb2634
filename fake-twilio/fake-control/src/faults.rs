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
