//! `/v1[/Services/{IS}]/ParticipantConversations`: conversations by identity or address.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, ServiceSid, UserSid};

use super::conversation::{State, Timers};
use crate::{endpoint::endpoint, paging::Meta, time::Seconds};

/// The participant; exactly one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Of the chat user with this identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Of the participant outside the chat with this address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A conversation of the requested participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantConversation {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it lives in.
    pub chat_service_sid: ServiceSid,
    /// The participant.
    pub participant_sid: ParticipantSid,
    /// Its user; none outside the chat.
    pub participant_user_sid: Option<UserSid>,
    /// Its identity; none outside the chat.
    pub participant_identity: Option<String>,
    /// How it is reached outside the chat.
    pub participant_messaging_binding: Option<Binding>,
    /// The conversation.
    pub conversation_sid: ConversationSid,
    /// Its unique name.
    pub conversation_unique_name: Option<String>,
    /// Its name for people.
    pub conversation_friendly_name: Option<String>,
    /// JSON text of the application.
    pub conversation_attributes: String,
    /// When it was made.
    pub conversation_date_created: Seconds,
    /// When it was last changed.
    pub conversation_date_updated: Seconds,
    /// Identity of its creator, `system` for REST.
    pub conversation_created_by: String,
    /// Its life cycle.
    pub conversation_state: State,
    /// When its state will change by itself.
    pub conversation_timers: Timers,
    /// Addresses of what it is about.
    pub links: Links,
}

/// How a participant outside the chat is reached, with every member there can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// `sms`, `whatsapp`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The participant's own address.
    pub address: Option<String>,
    /// The address of the account that the participant sees.
    pub proxy_address: Option<String>,
    /// The address under which a chat user shows in group messages.
    pub projected_address: Option<String>,
    /// Name in e-mails.
    pub name: Option<String>,
    /// `to` or `cc` in e-mails.
    pub level: Option<String>,
}

/// Addresses of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The participant.
    pub participant: String,
    /// The conversation.
    pub conversation: String,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub conversations: Vec<ParticipantConversation>,
}

endpoint! {
    /// Lists conversations of a participant.
    ListParticipantConversation: GET "/v1/ParticipantConversations" ()
        => OK Page;
    scope: AnyService;
    parameters: Filter, required [], optional [
        "Address", "Identity", "Page", "PageSize", "PageToken",
    ];
}
