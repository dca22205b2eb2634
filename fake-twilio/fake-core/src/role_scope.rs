use strum::{EnumString, IntoStaticStr};

/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Scope {
    /// For a user in the whole service.
    Service,
    /// For a participant in one conversation.
    Conversation,
}
