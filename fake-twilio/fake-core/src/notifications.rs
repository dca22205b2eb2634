//! Notification settings of a service. Nothing is pushed to phones; the settings are kept and shown.

use std::sync::Arc;

use crate::{Decided, Edit, Fact, World, configuration::ServiceFact, text::Text};

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

/// Changes notification settings; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Of new messages.
    pub new_message: NoticeUpdate,
    /// Of new messages with media.
    pub with_media: NoticeUpdate,
    /// Whether the application's badge counts unread messages.
    pub badge_count: Option<bool>,
    /// Of being added to a conversation.
    pub added: NoticeUpdate,
    /// Of being removed from a conversation.
    pub removed: NoticeUpdate,
    /// Whether notifications are logged.
    pub log: Option<bool>,
}

/// Changes how users are notified of something.
#[derive(Clone, Debug, Default)]
pub struct NoticeUpdate {
    /// Whether they are.
    pub enabled: Option<bool>,
    /// What they are told.
    pub template: Edit<Text>,
    /// Sound that is played.
    pub sound: Edit<Text>,
}

impl NoticeUpdate {
    fn over(self, before: &Notice) -> Notice {
        Notice {
            enabled: self.enabled.unwrap_or(before.enabled),
            template: self.template.over(before.template.clone()),
            sound: self.sound.over(before.sound.clone()),
        }
    }
}

/// Takes [`Update`] over what was.
pub fn update(world: &World, command: Update) -> Decided<()> {
    let before = &world.notifications;
    let after = Notifications {
        new_message: command.new_message.over(&before.new_message),
        with_media: command.with_media.over(&before.with_media),
        badge_count: command.badge_count.unwrap_or(before.badge_count),
        added: command.added.over(&before.added),
        removed: command.removed.over(&before.removed),
        log: command.log.unwrap_or(before.log),
    };
    Decided::one(Fact::Service(ServiceFact::NotificationsChanged(Arc::new(after))), ())
}
