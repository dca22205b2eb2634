//! `/v1/Configuration/Addresses`: what becomes of messages that arrive at an address.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, AddressSid, FlowSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// `sms`, `whatsapp`, `messenger`, …, in any letter case; only on creation, required there.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The address; only on creation, required there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// `true` or `false`: whether a message to the address makes a conversation.
    #[serde(rename = "AutoCreation.Enabled", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
    /// `webhook`, `studio` or `default`, in any letter case.
    #[serde(rename = "AutoCreation.Type", skip_serializing_if = "Option::is_none")]
    pub creation: Option<String>,
    /// SID of the service of such conversations.
    #[serde(
        rename = "AutoCreation.ConversationServiceSid",
        skip_serializing_if = "Option::is_none"
    )]
    pub conversation_service_sid: Option<String>,
    /// Address that is notified of such conversations.
    #[serde(rename = "AutoCreation.WebhookUrl", skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// `get` or `post`, in any letter case.
    #[serde(rename = "AutoCreation.WebhookMethod", skip_serializing_if = "Option::is_none")]
    pub webhook_method: Option<String>,
    /// Names of the events that it is notified of.
    #[serde(rename = "AutoCreation.WebhookFilters", skip_serializing_if = "Vec::is_empty")]
    pub webhook_filters: Vec<String>,
    /// SID of the Studio flow that is notified of such conversations.
    #[serde(rename = "AutoCreation.StudioFlowSid", skip_serializing_if = "Option::is_none")]
    pub studio_flow_sid: Option<String>,
    /// How often a call of the flow is tried again.
    #[serde(rename = "AutoCreation.StudioRetryCount", skip_serializing_if = "Option::is_none")]
    pub studio_retry_count: Option<String>,
    /// Country of a short code, two letters; only on creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
}

/// Filter of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Only addresses of this type, in any letter case.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// The configuration of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressConfiguration {
    /// Its SID.
    pub sid: AddressSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// `sms`, `whatsapp`, `messenger`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The address.
    pub address: String,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// How a message to the address makes a conversation.
    pub auto_creation: AutoCreation,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address within the API.
    pub url: String,
    /// Country of a short code, two letters.
    pub address_country: Option<String>,
}

/// How a message to an address makes a conversation; members that its type does not have are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoCreation {
    /// Whether it does.
    pub enabled: bool,
    /// `webhook`, `studio` or `default`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Service of such conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_service_sid: Option<ServiceSid>,
    /// Address that is notified of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// `GET` or `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_method: Option<String>,
    /// Names of the events that it is notified of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_filters: Option<Vec<String>>,
    /// Studio flow that is notified of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub studio_flow_sid: Option<FlowSid>,
    /// How often a call of the flow is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub studio_retry_count: Option<u32>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub address_configurations: Vec<AddressConfiguration>,
}

endpoint! {
    /// Lists address configurations.
    ListConfigurationAddress: GET "/v1/Configuration/Addresses" ()
        => OK Page;
    scope: Account;
    parameters: Filter, required [], optional ["Page", "PageSize", "PageToken", "Type"];
}

endpoint! {
    /// Creates an address configuration.
    CreateConfigurationAddress: POST "/v1/Configuration/Addresses" ()
        => CREATED AddressConfiguration;
    scope: Account;
    parameters: Form, required ["Address", "Type"], optional [
        "AddressCountry", "AutoCreation.ConversationServiceSid", "AutoCreation.Enabled",
        "AutoCreation.StudioFlowSid", "AutoCreation.StudioRetryCount", "AutoCreation.Type",
        "AutoCreation.WebhookFilters", "AutoCreation.WebhookMethod", "AutoCreation.WebhookUrl",
        "FriendlyName",
    ];
}

endpoint! {
    /// Fetches an address configuration.
    FetchConfigurationAddress: GET "/v1/Configuration/Addresses/{Sid}" (sid)
        => OK AddressConfiguration;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates an address configuration.
    UpdateConfigurationAddress: POST "/v1/Configuration/Addresses/{Sid}" (sid)
        => OK AddressConfiguration;
    scope: Account;
    parameters: Form, required [], optional [
        "AutoCreation.ConversationServiceSid", "AutoCreation.Enabled", "AutoCreation.StudioFlowSid",
        "AutoCreation.StudioRetryCount", "AutoCreation.Type", "AutoCreation.WebhookFilters",
        "AutoCreation.WebhookMethod", "AutoCreation.WebhookUrl", "FriendlyName",
    ];
}

endpoint! {
    /// Deletes an address configuration.
    DeleteConfigurationAddress: DELETE "/v1/Configuration/Addresses/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
