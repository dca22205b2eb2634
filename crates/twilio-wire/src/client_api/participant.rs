//! `/Client/v2/Conversations/{CH}/Participants`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, RoleSid, ServiceSid};

use crate::{rest::participant::MessagingBinding, sync::EmailLevel, time::Millis};

/// Body of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParticipantForm {
    /// Identity of the chat user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// How a participant outside the chat is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_binding: Option<BindingForm>,
}

/// How a participant outside the chat is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BindingForm {
    /// Its own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address of the account that it sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_address: Option<String>,
    /// The name beside an address of e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The line of an e-mail's head that it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<EmailLevel>,
}

/// A participant as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// The conversation it takes part in.
    pub conversation_sid: ConversationSid,
    /// Its conversation role.
    pub role_sid: Option<RoleSid>,
    /// Its SID.
    pub sid: ParticipantSid,
    /// JSON text of the application.
    pub attributes: String,
    /// When it was added.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// Identity of the chat user; none outside the chat.
    pub identity: Option<String>,
    /// How it is reached outside the chat.
    pub messaging_binding: Option<MessagingBinding>,
    /// Its address.
    pub url: String,
    /// Addresses of what it hangs on.
    pub links: ParticipantLinks,
}

/// Addresses of what a participant hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantLinks {
    /// Its conversation.
    pub conversation: String,
}
