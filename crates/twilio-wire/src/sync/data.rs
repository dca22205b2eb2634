//! What Conversations keeps in Sync objects (`@twilio/conversations` 3.0.1).

use serde::{Deserialize, Serialize};
use twilio_sid::{ContentSid, MediaSid, MessageSid, ParticipantSid, RoleSid};

use crate::{
    rest::{
        conversation::{Bindings, State},
        receipt::Delivery,
    },
    time::Millis,
};

/// Item of the map of a user's conversations; its key is the conversation SID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MyConversationData {
    /// Name of the conversation's document.
    pub channel: String,
    /// Name of its list of messages.
    pub messages: String,
    /// Name of its map of participants.
    pub roster: String,
    /// `joined`.
    pub status: String,
    /// Read horizon.
    pub last_consumed_message_index: Option<u32>,
    /// `default` or `muted`.
    pub notification_level: String,
    /// Life cycle, when the end of the membership comes with it (`assumed`: the SDK reads it here, too; a
    /// live conversation that is closed would settle whether it comes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateData>,
}

/// The document of a conversation; nothing of a single user's state stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationData {
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Identity of the creator.
    pub created_by: String,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// The newest message; absent while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// Life cycle.
    pub state: StateData,
    /// Addresses for e-mail and the like.
    #[serde(default)]
    pub bindings: Bindings,
    /// Name of its list of messages.
    pub messages: String,
    /// Name of its map of participants.
    pub roster: String,
}

/// The newest message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMessage {
    /// Its message index.
    pub index: u32,
    /// When it was sent.
    pub timestamp: Millis,
}

/// Life cycle of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateData {
    /// The state.
    pub current: State,
    /// When it was entered.
    pub date_updated: Millis,
}

/// Item of the map of participants; its key is the participant SID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantData {
    /// Identity; none outside the chat.
    pub identity: Option<String>,
    /// `chat`, `sms`, `whatsapp`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// JSON text of the application.
    pub attributes: String,
    /// Its conversation role.
    pub role_sid: Option<RoleSid>,
    /// When it was added.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Read horizon.
    pub last_consumed_message_index: Option<u32>,
    /// When the read horizon was set.
    pub last_consumption_timestamp: Option<Millis>,
    /// Name of the user's info map; none outside the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_info: Option<String>,
    /// Its address for e-mail.
    #[serde(default)]
    pub bindings: ParticipantBindings,
}

/// Addresses of a participant by channel; the SDK reads those of e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantBindings {
    /// For e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<ParticipantEmail>,
}

/// How a participant is reached by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantEmail {
    /// The name beside the address.
    pub name: Option<String>,
    /// The address.
    pub address: String,
    /// The line of an e-mail's head that it is on.
    pub level: EmailLevel,
}

/// A line at the head of an e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailLevel {
    /// Those it is from and to.
    #[default]
    To,
    /// Those who get a copy.
    Cc,
}

/// Item of the list of messages; its index is the message index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageData {
    /// Its SID.
    pub sid: MessageSid,
    /// Who wrote it.
    pub author: String,
    /// The participant who wrote it, if the author is one.
    pub member_sid: Option<ParticipantSid>,
    /// The text.
    pub text: Option<String>,
    /// A subject line; null, not absent, when there is none.
    pub subject: Option<String>,
    /// The content template; null, not absent, when there is none.
    pub content_sid: Option<ContentSid>,
    /// JSON text of the application.
    pub attributes: String,
    /// When it was sent.
    pub timestamp: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Who changed it last.
    pub last_updated_by: Option<String>,
    /// Delivery to participants outside the chat; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// Whether it has channel metadata; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub channel_metadata: bool,
    /// `text` or `media`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it shows; absent when there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medias: Option<Vec<MediumData>>,
    /// The first of these, for old clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediumData>,
}

/// A medium of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediumData {
    /// Its SID.
    pub sid: MediaSid,
    /// `media`, `body` or `history`.
    pub category: String,
    /// Name of the file; null, not absent, when there is none.
    pub filename: Option<String>,
    /// Media type.
    pub content_type: String,
    /// Size in bytes.
    pub size: u64,
}

/// Item of a user's info map, under `reachability`; only while reachability is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachabilityValue {
    /// Whether it is connected.
    pub online: bool,
    /// Whether it can be reached by push.
    pub notifiable: bool,
}

/// Item of a user's info map, under `friendlyName` and `attributes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInfoValue {
    /// The value; for attributes JSON text.
    pub value: String,
}
