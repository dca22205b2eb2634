//! What a service holds beside its conversations.

use std::sync::Arc;

use fake_core::{
    binding::{BindingType, PushBinding},
    notifications::{NotificationSetting, Notifications},
    text::Text,
    user::User,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{BindingSid, CredentialSid, RoleSid, UserSid};

use crate::archive::encoding::{json_text, name};

#[derive(Serialize, Deserialize)]
#[serde(remote = "User", deny_unknown_fields)]
pub(super) struct UserRecord {
    sid: UserSid,
    identity: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friendly_name: Option<Text>,
    #[serde(with = "json_text")]
    attributes: Text,
    #[serde(rename = "role_sid")]
    role: RoleSid,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "PushBinding", deny_unknown_fields)]
pub(super) struct BindingRecord {
    sid: BindingSid,
    identity: Text,
    #[serde(rename = "binding_type", with = "name")]
    kind: BindingType,
    /// A secret of the device: empty where secrets were not asked for.
    #[serde(default = "nothing", skip_serializing_if = "is_nothing")]
    address: Text,
    #[serde(rename = "credential_sid", default, skip_serializing_if = "Option::is_none")]
    credential: Option<CredentialSid>,
    message_types: Arc<[Text]>,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

fn nothing() -> Text {
    "".into()
}

fn is_nothing(text: &str) -> bool {
    text.is_empty()
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Notifications", deny_unknown_fields)]
pub(super) struct NotificationsRecord {
    #[serde(with = "SettingRecord")]
    new_message: NotificationSetting,
    #[serde(rename = "new_message_with_media", with = "SettingRecord")]
    with_media: NotificationSetting,
    #[serde(rename = "badge_count_enabled")]
    badge_count: bool,
    #[serde(rename = "added_to_conversation", with = "SettingRecord")]
    added: NotificationSetting,
    #[serde(rename = "removed_from_conversation", with = "SettingRecord")]
    removed: NotificationSetting,
    #[serde(rename = "log_enabled")]
    log: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "NotificationSetting", deny_unknown_fields)]
struct SettingRecord {
    enabled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sound: Option<Text>,
}
