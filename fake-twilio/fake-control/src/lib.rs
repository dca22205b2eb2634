//! What the control API shows and steers beside the state: a journal of everything that was sent, and rules
//! of faults.
//!
//! Programs record raw parts, which costs little; they are decoded when the journal is read, or when a rule
//! of a fault may match.

mod body;
mod effect;
pub mod faults;
mod glob;
pub mod journal;
mod side;

pub use effect::{Acted, Action, Delay, Effect, EffectError, ErrorAnswer, Fault, Hold, Stage};
pub use side::{Direction, Side, Sides};
