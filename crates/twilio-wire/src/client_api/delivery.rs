//! Delivery receipts, channel metadata and recipients of messages.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid, ReceiptSid};

use crate::{paging::Tokens, rest::receipt::Status, time::Millis};

/// A page of `…/Messages/{IM}/Receipts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipts {
    /// The receipts.
    pub delivery_receipts: Vec<Receipt>,
    /// Where to go on.
    pub meta: Tokens,
}

/// A delivery receipt as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its SID.
    pub sid: ReceiptSid,
    /// The message.
    pub message_sid: MessageSid,
    /// The conversation.
    pub conversation_sid: ConversationSid,
    /// The channel's own name for the message.
    pub channel_message_sid: String,
    /// The participant.
    pub participant_sid: ParticipantSid,
    /// How far it came; the SDK takes null for `queued`.
    pub status: Option<Status>,
    /// Why it came no further, a text; null when all is well.
    pub error_code: Option<String>,
    /// When the message set out.
    pub date_created: Millis,
    /// When it last came further.
    pub date_updated: Millis,
}

/// `…/Messages/{IM}/ChannelMetadata`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChannelMetadata {
    /// The channel.
    #[serde(rename = "type")]
    pub kind: String,
    /// The data, whose form depends on the type.
    pub data: Box<RawValue>,
}

/// A page of `Conversations/{CH}/MessageRecipients`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecipients {
    /// The recipients, by message.
    pub message_recipients: Vec<MessageRecipient>,
    /// Where to go on.
    pub meta: Tokens,
}

/// A recipient of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecipient {
    /// The message.
    pub message_sid: MessageSid,
    /// `email`, or what else the channel is called.
    #[serde(rename = "type")]
    pub kind: String,
    /// `to`, `cc` or `from`.
    pub level: String,
    /// Name for people.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Query of `Conversations/{CH}/MessageRecipients`, beside that of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecipientsQuery {
    /// Only those of this message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_sid: Option<String>,
}
