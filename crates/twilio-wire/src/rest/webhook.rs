//! `/v1[/Services/{IS}]/Conversations/{CH}/Webhooks`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, FlowSid, ServiceSid, WebhookSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `webhook`, `trigger` or `studio`; only on creation.
    #[serde(rename = "Target", skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The address that is called.
    #[serde(rename = "Configuration.Url", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `get` or `post`.
    #[serde(rename = "Configuration.Method", skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Events, one parameter each.
    #[serde(rename = "Configuration.Filters", skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// Words, one parameter each.
    #[serde(rename = "Configuration.Triggers", skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
    /// The Studio flow.
    #[serde(rename = "Configuration.FlowSid", skip_serializing_if = "Option::is_none")]
    pub flow_sid: Option<String>,
    /// Index of the first message to replay; only on creation.
    #[serde(rename = "Configuration.ReplayAfter", skip_serializing_if = "Option::is_none")]
    pub replay_after: Option<String>,
}

/// A webhook of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its SID.
    pub sid: WebhookSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Its service; only in responses to service-scoped requests.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub chat_service_sid: Option<ServiceSid>,
    /// Its conversation.
    pub conversation_sid: ConversationSid,
    /// `webhook`, `trigger` or `studio`.
    pub target: String,
    /// Its address.
    pub url: String,
    /// Values that its target has a use for.
    pub configuration: Configuration,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
}

/// Values of a webhook; only those that apply to its target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// The address that is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `get` or `post`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Events; the words for a trigger (example of the OpenAPI document).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<String>>,
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Vec<String>>,
    /// The Studio flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow_sid: Option<FlowSid>,
}

/// A page of webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub webhooks: Vec<Webhook>,
}

endpoint! {
    /// Lists webhooks of a conversation.
    ListConversationScopedWebhook: GET "/v1/Conversations/{ConversationSid}/Webhooks" (conversation_sid)
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a webhook of a conversation.
    CreateConversationScopedWebhook: POST "/v1/Conversations/{ConversationSid}/Webhooks" (conversation_sid)
        => CREATED Webhook;
    scope: AnyService;
    parameters: Form, required ["Target"], optional [
        "Configuration.Filters", "Configuration.FlowSid", "Configuration.Method",
        "Configuration.ReplayAfter", "Configuration.Triggers", "Configuration.Url",
    ];
}

endpoint! {
    /// Fetches a webhook of a conversation.
    FetchConversationScopedWebhook: GET "/v1/Conversations/{ConversationSid}/Webhooks/{Sid}" (conversation_sid, sid)
        => OK Webhook;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a webhook of a conversation.
    UpdateConversationScopedWebhook: POST "/v1/Conversations/{ConversationSid}/Webhooks/{Sid}" (conversation_sid, sid)
        => OK Webhook;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Configuration.Filters", "Configuration.FlowSid", "Configuration.Method",
        "Configuration.Triggers", "Configuration.Url",
    ];
}

endpoint! {
    /// Deletes a webhook of a conversation.
    DeleteConversationScopedWebhook: DELETE "/v1/Conversations/{ConversationSid}/Webhooks/{Sid}" (conversation_sid, sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
