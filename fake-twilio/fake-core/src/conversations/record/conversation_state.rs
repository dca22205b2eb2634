//! The life cycle of a conversation.

use strum::{EnumString, IntoStaticStr};

/// Life cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum State {
    /// In use.
    #[default]
    Active,
    /// Idle; a new message makes it active.
    Inactive,
    /// Read-only for good.
    Closed,
}

/// What moved a conversation into its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// Somebody said so.
    #[default]
    Command,
    /// Time alone.
    Timer,
    /// A message that woke it.
    Message,
}
