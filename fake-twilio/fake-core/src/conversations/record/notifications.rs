//! Notification settings.

use crate::text::Text;

/// What users are notified of, and how; everything is off at first (OpenAPI document).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notifications {
    /// Of new messages.
    pub new_message: NotificationSetting,
    /// Of new messages with media; they have no sound of their own.
    pub with_media: NotificationSetting,
    /// Whether the application's badge counts unread messages.
    pub badge_count: bool,
    /// Of being added to a conversation.
    pub added: NotificationSetting,
    /// Of being removed from a conversation.
    pub removed: NotificationSetting,
    /// Whether notifications are logged.
    pub log: bool,
}

/// How users are notified of something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationSetting {
    /// Whether they are.
    pub enabled: bool,
    /// The template of the notification.
    pub template: Option<Text>,
    /// Sound that is played.
    pub sound: Option<Text>,
}
