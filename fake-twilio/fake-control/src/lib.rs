//! What the control API shows and steers beside the state: a journal of everything that was sent.
//!
//! Programs record raw parts, which costs little; they are decoded when the journal is read.

mod body;
mod glob;
pub mod journal;
mod side;

pub use side::{Direction, Side};
