//! Notification settings of a service. Nothing is pushed to phones; the settings are kept and shown.

use std::sync::Arc;

use crate::{
    Edit,
    conversations::{
        fact::{Decided, Fact, ServiceFact},
        record::notifications::{NotificationSetting, Notifications},
        state::world::World,
    },
    text::Text,
};

/// Changes notification settings; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Of new messages.
    pub new_message: NotificationSettingUpdate,
    /// Of new messages with media.
    pub with_media: NotificationSettingUpdate,
    /// Whether the application's badge counts unread messages.
    pub badge_count: Option<bool>,
    /// Of being added to a conversation.
    pub added: NotificationSettingUpdate,
    /// Of being removed from a conversation.
    pub removed: NotificationSettingUpdate,
    /// Whether notifications are logged.
    pub log: Option<bool>,
}

/// Changes how users are notified of something.
#[derive(Clone, Debug, Default)]
pub struct NotificationSettingUpdate {
    /// Whether they are.
    pub enabled: Option<bool>,
    /// The template of the notification.
    pub template: Edit<Text>,
    /// Sound that is played.
    pub sound: Edit<Text>,
}

impl NotificationSettingUpdate {
    fn over(self, before: &NotificationSetting) -> NotificationSetting {
        NotificationSetting {
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
