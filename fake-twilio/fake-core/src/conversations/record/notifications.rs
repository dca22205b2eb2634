//! Notification settings.

use crate::text::Text;

/// What users are notified of, and how; everything is off at first (OpenAPI document).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notifications {
    /// Of new messages.
    pub new_message: Notice,
    /// Of new messages with media; they have no sound of their own.
    pub with_media: Notice,
    /// Whether the application's badge counts unread messages.
    pub badge_count: bool,
    /// Of being added to a conversation.
    pub added: Notice,
    /// Of being removed from a conversation.
    pub removed: Notice,
    /// Whether notifications are logged.
    pub log: bool,
}

/// How users are notified of something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Whether they are.
    pub enabled: bool,
    /// What they are told.
    pub template: Option<Text>,
    /// Sound that is played.
    pub sound: Option<Text>,
}
