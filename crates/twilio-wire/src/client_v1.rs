//! Sessions of `@twilio/conversations` 1.1.0 to 1.2.3: commands in a Sync list, and reading by REST.
//!
//! Names are those of its sources, where a conversation is a channel and a participant a member.

use serde::{Deserialize, Serialize, de};
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;

use crate::{paging::Tokens, time::Millis};

/// An item that a client adds to its session list.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// The client's name for the command.
    pub command_id: String,
    /// An [`Action`].
    pub request: Box<RawValue>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
pub enum Action {
    /// Makes a conversation; its maker does not take part in it.
    CreateConversation(NewConversation),
    /// Deletes a conversation.
    DestroyChannel(Channel),
    /// Takes part in a conversation.
    JoinChannelV2(Channel),
    /// Takes part no more.
    LeaveChannel(Channel),
    /// Changes the attributes of a conversation.
    EditAttributes(ChannelEdit),
    /// Changes its name for people.
    EditFriendlyName(ChannelEdit),
    /// Changes its unique name.
    EditUniqueName(ChannelEdit),
    /// Mutes it for the client, or not.
    EditNotificationLevel(ChannelEdit),
    /// Adds a chat user to a conversation.
    AddMemberV2(NewMember),
    /// Adds a participant outside the chat.
    AddNonChatParticipant(NewNonChatMember),
    /// Removes a participant.
    RemoveMember(Member),
    /// Changes the attributes of a participant.
    EditMemberAttributes(Member),
    /// Sends a text.
    SendMessage(NewMessage),
    /// Sends what was uploaded.
    SendMediaMessage(NewMessage),
    /// Changes the text of a message.
    EditMessage(MessageEdit),
    /// Changes the attributes of a message.
    EditMessageAttributes(MessageEdit),
    /// Removes a message.
    DeleteMessage(MessageEdit),
    /// Changes the attributes of a user.
    EditUserAttributes(UserEdit),
    /// Changes the name of a user.
    EditUserFriendlyName(UserEdit),
    /// Reports what was read.
    ConsumptionReportV2(Report),
}

/// A conversation to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NewConversation {
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its SID.
    pub channel_sid: String,
}

/// A change of a conversation; each action has one of the values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelEdit {
    /// Its SID.
    pub channel_sid: String,
    /// JSON text of the application.
    pub attributes: Option<String>,
    /// Name for people; null clears it.
    pub friendly_name: Option<String>,
    /// Unique name; an empty one clears it.
    pub unique_name: Option<String>,
    /// `default` or `muted`.
    pub notification_level: Option<String>,
}

/// A chat user to be added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMember {
    /// The conversation.
    pub channel_sid: String,
    /// The identity.
    pub username: String,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A participant outside the chat to add.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewNonChatMember {
    /// The conversation.
    pub conversation_sid: String,
    /// The address of the account that it sees.
    pub proxy_address: String,
    /// Its own address.
    pub address: String,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A participant, by identity or SID.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The conversation.
    pub channel_sid: String,
    /// The identity.
    pub username: Option<String>,
    /// The SID.
    pub member_sid: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// The conversation.
    pub channel_sid: String,
    /// The text.
    pub text: Option<String>,
    /// A subject line.
    pub subject: Option<String>,
    /// SID of what was uploaded.
    pub media_sid: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A message, and what to change of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageEdit {
    /// The conversation.
    pub channel_sid: String,
    /// Which message.
    pub message_idx: MessageIndex,
    /// The new text.
    pub text: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
}

/// A user, and what to change of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserEdit {
    /// The identity.
    pub username: String,
    /// JSON text of the application.
    pub attributes: Option<String>,
    /// Name for people; null clears it.
    pub friendly_name: Option<String>,
}

/// What a client has read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Report {
    /// One element per conversation.
    pub report: Vec<Horizon>,
}

/// A message index, which clients write as a number or as its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageIndex(pub u32);

impl<'de> Deserialize<'de> for MessageIndex {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = MessageIndex;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a message index")
            }

            fn visit_u64<E: de::Error>(self, index: u64) -> Result<MessageIndex, E> {
                index.try_into().map(MessageIndex).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, digits: &str) -> Result<MessageIndex, E> {
                digits.parse().map(MessageIndex).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A read horizon that a client reports.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Horizon {
    /// The conversation.
    pub channel_sid: String,
    /// The message read last; none for "all unread".
    pub message_idx: Option<u32>,
}

/// What becomes of the item of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    /// The client's name for the command.
    pub command_id: String,
    /// The answer.
    pub response: Response,
}

/// The answer to a command. Only status 200 is success to the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Like an HTTP status; becomes the code of the client's error.
    pub status: u16,
    /// Becomes the message of the client's error.
    pub status_text: String,
    /// The new conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_sid: Option<ConversationSid>,
    /// Unique name of the document of the new conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// Index of the new message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<u32>,
    /// What read horizons lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Vec<Unread>>,
}

/// Unread messages behind a read horizon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// The conversation.
    pub channel_sid: ConversationSid,
    /// How many; null while there is no read horizon.
    pub unread_messages_count: Option<u64>,
}

/// The context that the service gives a session list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Always `IpMsgSession`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The token's identity.
    pub identity: String,
    /// Unique name of the map with its own user info.
    pub user_info: String,
    /// Unique name of the map of its conversations.
    pub my_channels: String,
    /// Must be there; no client uses it.
    pub channels: String,
    /// Where to read.
    pub links: Links,
    /// Whether users show as online and notifiable.
    pub reachability_enabled: bool,
    /// Largest number of users a client subscribes to.
    pub user_infos_to_subscribe: u32,
    /// How long the client keeps answers, ISO 8601 duration.
    pub http_cache_interval: String,
    /// How often the read horizon is reported, ISO 8601 duration.
    pub consumption_report_interval: String,
}

/// Paths that the client appends to the address of the API, or of the media service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Links {
    /// All conversations.
    pub public_channels_url: String,
    /// Conversations it takes part in.
    pub my_channels_url: String,
    /// Where typing is reported.
    pub typing_url: String,
    /// Conversations it takes part in, in the form of the Sync map.
    pub sync_list_url: String,
    /// All users.
    pub users_url: String,
    /// Where media are uploaded, at `https://mcs.us1.twilio.com`: no option changes that host.
    pub media_service_url: String,
    /// Delivery receipts; `%s` stands for the conversation SID, then for the message SID.
    pub messages_receipts_url: String,
}

/// A conversation, as GET answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelRecord {
    /// Its SID.
    pub channel_sid: ConversationSid,
    /// `private`; clients ignore all others that they do not take part in.
    #[serde(rename = "type")]
    pub kind: String,
    /// `joined`, if the client takes part in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Identity of the creator, `system` for REST.
    pub created_by: String,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Unique name of its document.
    pub channel: String,
    /// Unique name of the list of its messages.
    pub messages: String,
    /// Unique name of the map of its participants.
    pub roster: String,
    /// Read horizon of the client.
    pub last_consumed_message_index: Option<u32>,
    /// `default` or `muted`, if the client takes part in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_level: Option<String>,
    /// Messages behind the read horizon; null while there is none.
    pub unread_messages_count: Option<u64>,
    /// Number of messages there are.
    pub messages_count: u64,
    /// Number of participants there are.
    pub members_count: u64,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Channels {
    /// The records.
    pub channels: Vec<ChannelRecord>,
    /// Tokens of the neighbouring pages.
    pub meta: Tokens,
}

/// A user, as GET answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserRecord {
    /// Its identity.
    pub identity: String,
    /// Unique name of the map with its name and attributes.
    pub sync_unique_name: String,
}
