//! `…/Messages/{IM}/Receipts`: the outcome of a message on its way to participants outside the chat.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, MessageSid, ParticipantSid, ReceiptSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Delivery status of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The channel has taken it.
    Sent,
    /// The device has it.
    Delivered,
    /// The participant has read it.
    Read,
    /// The channel has not taken it.
    Failed,
    /// The channel could not deliver it.
    Undelivered,
    /// A status newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A delivery receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its SID.
    pub sid: ReceiptSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service; only in answers to service-scoped requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_service_sid: Option<ServiceSid>,
    /// The conversation.
    pub conversation_sid: ConversationSid,
    /// The message.
    pub message_sid: MessageSid,
    /// The channel's own name for the message: `SM…`, `WA…`, …
    pub channel_message_sid: String,
    /// The participant.
    pub participant_sid: ParticipantSid,
    /// How far it came.
    pub status: Status,
    /// Error code of a failed delivery, else 0.
    pub error_code: u32,
    /// When the message set out.
    pub date_created: Seconds,
    /// When it last came further.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
}

/// A page of receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub delivery_receipts: Vec<Receipt>,
}

/// All receipts of a message in short (OpenAPI example of a message).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Number of receipts.
    pub total: u32,
    /// How many were sent.
    pub sent: DeliveryAmount,
    /// How many were delivered.
    pub delivered: DeliveryAmount,
    /// How many were read.
    pub read: DeliveryAmount,
    /// How many failed.
    pub failed: DeliveryAmount,
    /// How many could not be delivered.
    pub undelivered: DeliveryAmount,
}

/// How many of a message's participants something holds for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryAmount {
    /// For none.
    None,
    /// For some but not all.
    Some,
    /// For all.
    All,
    /// A word newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

endpoint! {
    /// Lists delivery receipts.
    ListConversationMessageReceipt: GET "/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts" (conversation_sid, message_sid)
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Fetches a delivery receipt.
    FetchConversationMessageReceipt: GET "/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts/{Sid}" (conversation_sid, message_sid, sid)
        => OK Receipt;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
