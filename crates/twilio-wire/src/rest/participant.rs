//! `/v1[/Services/{IS}]/Conversations/{CH}/Participants`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, RoleSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Identity of the chat user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Address of a participant outside the chat, such as a telephone number.
    #[serde(rename = "MessagingBinding.Address", skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Address of the account that the participant outside the chat sees.
    #[serde(rename = "MessagingBinding.ProxyAddress", skip_serializing_if = "Option::is_none")]
    pub proxy_address: Option<String>,
    /// Address of the account under which group messages (Group MMS) show a chat user.
    #[serde(rename = "MessagingBinding.ProjectedAddress", skip_serializing_if = "Option::is_none")]
    pub projected_address: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// SID of the conversation role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_sid: Option<String>,
    /// When it was made, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// When it was last changed, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<String>,
    /// Read horizon; empty clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_read_message_index: Option<String>,
    /// When the read horizon was set, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_read_timestamp: Option<String>,
}

/// How a participant outside the chat is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingBinding {
    /// `sms`, `whatsapp`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The participant's own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address of the account that the participant sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_address: Option<String>,
    /// The address of the account under which group messages show a chat user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projected_address: Option<String>,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service; only in answers to service-scoped requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_service_sid: Option<ServiceSid>,
    /// The conversation it takes part in.
    pub conversation_sid: ConversationSid,
    /// Its SID.
    pub sid: ParticipantSid,
    /// Identity of the chat user; none outside the chat.
    pub identity: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// How it is reached outside the chat.
    pub messaging_binding: Option<MessagingBinding>,
    /// Its conversation role.
    pub role_sid: Option<RoleSid>,
    /// When it was added.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
    /// Read horizon: index of the newest message it has read.
    pub last_read_message_index: Option<u32>,
    /// When the read horizon was set.
    pub last_read_timestamp: Option<Seconds>,
}

/// A page of participants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub participants: Vec<Participant>,
}

endpoint! {
    /// Lists participants.
    ListConversationParticipant: GET "/v1/Conversations/{ConversationSid}/Participants" (conversation_sid)
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a participant.
    CreateConversationParticipant: POST "/v1/Conversations/{ConversationSid}/Participants" (conversation_sid)
        => CREATED Participant;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "DateCreated", "DateUpdated", "Identity", "MessagingBinding.Address",
        "MessagingBinding.ProjectedAddress", "MessagingBinding.ProxyAddress", "RoleSid",
    ];
}

endpoint! {
    /// Fetches a participant.
    FetchConversationParticipant: GET "/v1/Conversations/{ConversationSid}/Participants/{Sid}" (conversation_sid, sid)
        => OK Participant;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a participant.
    UpdateConversationParticipant: POST "/v1/Conversations/{ConversationSid}/Participants/{Sid}" (conversation_sid, sid)
        => OK Participant;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "DateCreated", "DateUpdated", "Identity", "LastReadMessageIndex",
        "LastReadTimestamp", "MessagingBinding.ProjectedAddress", "MessagingBinding.ProxyAddress",
        "RoleSid",
    ];
}

endpoint! {
    /// Deletes a participant.
    DeleteConversationParticipant: DELETE "/v1/Conversations/{ConversationSid}/Participants/{Sid}" (conversation_sid, sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
