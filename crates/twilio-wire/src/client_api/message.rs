//! `/Client/v2/Conversations/{CH}/Messages`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, MessageSid, ParticipantSid, ServiceSid};

use crate::{rest::message::Medium, time::Millis};

/// Body of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// A subject line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// SIDs of uploaded media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_sids: Option<Vec<String>>,
    /// SID of a content template; no text and no media are sent beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_sid: Option<String>,
    /// JSON text: values of the template's variables, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_variables: Option<String>,
}

/// A message as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// The conversation it is in.
    pub conversation_sid: ConversationSid,
    /// Its SID.
    pub sid: MessageSid,
    /// Message index.
    pub index: u32,
    /// JSON text of the application.
    pub attributes: String,
    /// Who wrote it.
    pub author: String,
    /// The participant who wrote it, if the author is one.
    pub participant_sid: Option<ParticipantSid>,
    /// The text.
    pub body: Option<String>,
    /// A subject line.
    pub subject: Option<String>,
    /// When it was sent.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// What is attached.
    pub media: Option<Vec<Medium>>,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: MessageLinks,
}

/// Addresses of what hangs on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLinks {
    /// Its conversation.
    pub conversation: String,
    /// Its delivery receipts.
    pub messages_receipts: String,
}
