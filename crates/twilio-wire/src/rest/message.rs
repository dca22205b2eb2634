//! `/v1[/Services/{IS}]/Conversations/{CH}/Messages`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ContentSid, ConversationSid, MessageSid, ParticipantSid, ServiceSid};

use super::receipt::Delivery;
use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Who wrote it; `system` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// A subject line; not returned over REST.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// SID of an uploaded medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_sid: Option<String>,
    /// SID of a content template; makes body and media be ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_sid: Option<String>,
    /// JSON object with the template's variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_variables: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// When it was made, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// When it was last changed, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<String>,
}

/// Order of a list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// `asc` (default) or `desc`, by index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its SID.
    pub sid: MessageSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service; only in answers to service-scoped requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_service_sid: Option<ServiceSid>,
    /// The conversation it is in.
    pub conversation_sid: ConversationSid,
    /// Message index: grows by arrival from 0, never given twice.
    pub index: u32,
    /// Who wrote it.
    pub author: String,
    /// The text.
    pub body: Option<String>,
    /// What is attached.
    pub media: Option<Vec<Medium>>,
    /// JSON text of the application.
    pub attributes: String,
    /// The participant who wrote it, if the author is one.
    pub participant_sid: Option<ParticipantSid>,
    /// When it was sent.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
    /// Delivery to participants outside the chat; null when there are none.
    pub delivery: Option<Delivery>,
    /// Addresses of what hangs on it.
    pub links: Links,
    /// The content template it was made from.
    pub content_sid: Option<ContentSid>,
}

/// An attachment of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// Its SID.
    pub sid: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type.
    pub content_type: String,
    /// Name of the file, if any.
    pub filename: Option<String>,
}

/// Addresses of what hangs on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its delivery receipts.
    pub delivery_receipts: String,
    /// Its channel metadata, which has no operation in the OpenAPI document.
    pub channel_metadata: String,
}

/// A page of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub messages: Vec<Message>,
}

endpoint! {
    /// Lists messages.
    ListConversationMessage: GET "/v1/Conversations/{ConversationSid}/Messages" (conversation_sid)
        => OK Page;
    scope: AnyService;
    parameters: Filter, required [], optional ["Order", "Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a message.
    CreateConversationMessage: POST "/v1/Conversations/{ConversationSid}/Messages" (conversation_sid)
        => CREATED Message;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "Author", "Body", "ContentSid", "ContentVariables", "DateCreated",
        "DateUpdated", "MediaSid", "Subject",
    ];
}

endpoint! {
    /// Fetches a message.
    FetchConversationMessage: GET "/v1/Conversations/{ConversationSid}/Messages/{Sid}" (conversation_sid, sid)
        => OK Message;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a message.
    UpdateConversationMessage: POST "/v1/Conversations/{ConversationSid}/Messages/{Sid}" (conversation_sid, sid)
        => OK Message;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "Author", "Body", "DateCreated", "DateUpdated", "Subject",
    ];
}

endpoint! {
    /// Deletes a message.
    DeleteConversationMessage: DELETE "/v1/Conversations/{ConversationSid}/Messages/{Sid}" (conversation_sid, sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
