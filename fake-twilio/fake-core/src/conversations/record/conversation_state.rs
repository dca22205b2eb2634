//! The life cycle of a conversation.

use strum::{EnumIter, EnumString, IntoStaticStr};

/// Life cycle.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum State {
    /// In use.
    #[default]
    Active,
    /// Idle; a new message makes it active.
    Inactive,
    /// Permanently read-only.
    Closed,
}

/// What moved a conversation into its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Cause {
    /// A command.
    #[default]
    Command,
    /// A timer.
    Timer,
    /// A message in an inactive conversation.
    Message,
}
