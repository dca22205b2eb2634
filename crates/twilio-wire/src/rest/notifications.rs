//! `/v1/Services/{IS}/Configuration/Notifications`: what users are notified of, and how.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ServiceSid};

use crate::endpoint::{NoParameters, endpoint};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `true` or `false`: whether notifications are logged.
    #[serde(rename = "LogEnabled", skip_serializing_if = "Option::is_none")]
    pub log_enabled: Option<String>,
    /// `true` or `false`: whether users are notified of new messages.
    #[serde(rename = "NewMessage.Enabled", skip_serializing_if = "Option::is_none")]
    pub new_enabled: Option<String>,
    /// The template of the notification.
    #[serde(rename = "NewMessage.Template", skip_serializing_if = "Option::is_none")]
    pub new_template: Option<String>,
    /// Sound that is played.
    #[serde(rename = "NewMessage.Sound", skip_serializing_if = "Option::is_none")]
    pub new_sound: Option<String>,
    /// `true` or `false`: whether the application's badge counts unread messages.
    #[serde(rename = "NewMessage.BadgeCountEnabled", skip_serializing_if = "Option::is_none")]
    pub new_badge: Option<String>,
    /// `true` or `false`: whether users are notified of new messages with media.
    #[serde(rename = "NewMessage.WithMedia.Enabled", skip_serializing_if = "Option::is_none")]
    pub media_enabled: Option<String>,
    /// The template of the notification.
    #[serde(rename = "NewMessage.WithMedia.Template", skip_serializing_if = "Option::is_none")]
    pub media_template: Option<String>,
    /// `true` or `false`: whether users are notified when they are added to a conversation.
    #[serde(rename = "AddedToConversation.Enabled", skip_serializing_if = "Option::is_none")]
    pub added_enabled: Option<String>,
    /// The template of the notification.
    #[serde(rename = "AddedToConversation.Template", skip_serializing_if = "Option::is_none")]
    pub added_template: Option<String>,
    /// Sound that is played.
    #[serde(rename = "AddedToConversation.Sound", skip_serializing_if = "Option::is_none")]
    pub added_sound: Option<String>,
    /// `true` or `false`: whether users are notified when they are removed from a conversation.
    #[serde(rename = "RemovedFromConversation.Enabled", skip_serializing_if = "Option::is_none")]
    pub removed_enabled: Option<String>,
    /// The template of the notification.
    #[serde(rename = "RemovedFromConversation.Template", skip_serializing_if = "Option::is_none")]
    pub removed_template: Option<String>,
    /// Sound that is played.
    #[serde(rename = "RemovedFromConversation.Sound", skip_serializing_if = "Option::is_none")]
    pub removed_sound: Option<String>,
}

/// What users of a service are notified of, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// The account that owns the service.
    pub account_sid: AccountSid,
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// Of new messages.
    pub new_message: NewMessage,
    /// Of being added to a conversation.
    pub added_to_conversation: NotificationSetting,
    /// Of being removed from a conversation.
    pub removed_from_conversation: NotificationSetting,
    /// Whether notifications are logged.
    pub log_enabled: bool,
    /// Its address.
    pub url: String,
}

/// How users are notified of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSetting {
    /// Whether they are.
    pub enabled: bool,
    /// The template of the notification.
    pub template: Option<String>,
    /// Sound that is played.
    pub sound: Option<String>,
}

/// How users are notified of new messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Whether they are.
    pub enabled: bool,
    /// The template of the notification.
    pub template: Option<String>,
    /// Sound that is played.
    pub sound: Option<String>,
    /// Whether the application's badge counts unread messages.
    pub badge_count_enabled: bool,
    /// When the message has media.
    pub with_media: WithMedia,
}

/// How users are notified of new messages with media.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithMedia {
    /// Whether they are.
    pub enabled: bool,
    /// The template of the notification.
    pub template: Option<String>,
}

endpoint! {
    /// Fetches the notification settings of a service.
    FetchServiceNotification: GET "/v1/Services/{ChatServiceSid}/Configuration/Notifications" ()
        => OK Notifications;
    scope: NamedService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the notification settings of a service.
    UpdateServiceNotification: POST "/v1/Services/{ChatServiceSid}/Configuration/Notifications" ()
        => OK Notifications;
    scope: NamedService;
    parameters: Form, required [], optional [
        "AddedToConversation.Enabled", "AddedToConversation.Sound", "AddedToConversation.Template",
        "LogEnabled", "NewMessage.BadgeCountEnabled", "NewMessage.Enabled", "NewMessage.Sound",
        "NewMessage.Template", "NewMessage.WithMedia.Enabled", "NewMessage.WithMedia.Template",
        "RemovedFromConversation.Enabled", "RemovedFromConversation.Sound",
        "RemovedFromConversation.Template",
    ];
}
