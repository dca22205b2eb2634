//! `/v1/Configuration`: the account's defaults.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, MessagingServiceSid, ServiceSid};

use crate::endpoint::{NoParameters, endpoint};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// SID of the service behind the short paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_chat_service_sid: Option<String>,
    /// SID of the messaging service of new conversations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_messaging_service_sid: Option<String>,
    /// ISO 8601 duration until a new conversation becomes inactive when idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_inactive_timer: Option<String>,
    /// ISO 8601 duration until a new conversation becomes closed when idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_closed_timer: Option<String>,
}

/// The account's defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// The account.
    pub account_sid: AccountSid,
    /// The service behind the short paths.
    pub default_chat_service_sid: ServiceSid,
    /// The messaging service of new conversations.
    pub default_messaging_service_sid: Option<MessagingServiceSid>,
    /// ISO 8601 duration until an idle conversation becomes inactive.
    pub default_inactive_timer: Option<String>,
    /// ISO 8601 duration until an idle conversation becomes closed.
    pub default_closed_timer: Option<String>,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses of what hangs on the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Configuration of the default service.
    pub service: String,
    /// The account's webhooks.
    pub webhooks: String,
}

endpoint! {
    /// Fetches the settings of the account.
    FetchConfiguration: GET "/v1/Configuration" ()
        => OK Configuration;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the settings of the account.
    UpdateConfiguration: POST "/v1/Configuration" ()
        => OK Configuration;
    scope: Account;
    parameters: Form, required [], optional [
        "DefaultChatServiceSid", "DefaultClosedTimer", "DefaultInactiveTimer",
        "DefaultMessagingServiceSid",
    ];
}
