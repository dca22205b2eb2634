//! What channels report of messages.

use fake_core::{
    delivery::{ChannelMetadata, Recipient},
    receipt::{Receipt, Status},
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid, ReceiptSid};

use crate::archive::encoding::{json_text, name};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Receipt", deny_unknown_fields)]
pub(super) struct ReceiptRecord {
    sid: ReceiptSid,
    #[serde(rename = "message_sid")]
    message: MessageSid,
    #[serde(rename = "participant_sid")]
    participant: ParticipantSid,
    #[serde(rename = "channel_message_sid")]
    channel_message: Text,
    #[serde(with = "name")]
    status: Status,
    error_code: u32,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

/// Channel metadata of a message.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ChannelMetadataLine {
    pub(in crate::archive) conversation_sid: ConversationSid,
    pub(in crate::archive) message_sid: MessageSid,
    #[serde(with = "ChannelMetadataRecord")]
    pub(in crate::archive) metadata: ChannelMetadata,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ChannelMetadata", deny_unknown_fields)]
struct ChannelMetadataRecord {
    #[serde(rename = "type")]
    kind: Text,
    #[serde(with = "json_text")]
    data: Text,
}

/// Recipients of a message.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct RecipientsLine {
    pub(in crate::archive) conversation_sid: ConversationSid,
    pub(in crate::archive) message_sid: MessageSid,
    pub(in crate::archive) recipients: Vec<RecipientOfMessage>,
}

/// One of the recipients.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::archive) struct RecipientOfMessage(
    #[serde(with = "RecipientRecord")] pub(in crate::archive) Recipient,
);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Recipient", deny_unknown_fields)]
struct RecipientRecord {
    #[serde(rename = "type")]
    kind: Text,
    level: Text,
    name: Text,
    address: Text,
}
