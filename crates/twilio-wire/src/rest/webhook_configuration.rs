//! `/v1/Configuration/Webhooks` and `/v1/Services/{IS}/Configuration/Webhooks`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ServiceSid};

use crate::endpoint::{NoParameters, endpoint};

/// Parameters of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// `GET` or `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Events, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// URL of the pre-event webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_webhook_url: Option<String>,
    /// URL of the post-event webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_webhook_url: Option<String>,
    /// `webhook` or `flex`; only account-wide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The webhooks of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountWebhooks {
    /// The account.
    pub account_sid: AccountSid,
    /// `GET` or `POST`.
    pub method: String,
    /// Events for which webhooks are called.
    pub filters: Option<Vec<String>>,
    /// URL of the pre-event webhook.
    pub pre_webhook_url: Option<String>,
    /// URL of the post-event webhook.
    pub post_webhook_url: Option<String>,
    /// `webhook` or `flex`.
    pub target: String,
    /// Its address.
    pub url: String,
}

/// The webhooks of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceWebhooks {
    /// The account that owns the service.
    pub account_sid: AccountSid,
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// URL of the pre-event webhook.
    pub pre_webhook_url: Option<String>,
    /// URL of the post-event webhook.
    pub post_webhook_url: Option<String>,
    /// Events for which webhooks are called.
    pub filters: Option<Vec<String>>,
    /// `GET` or `POST`.
    pub method: Option<String>,
    /// Its address.
    pub url: String,
}

endpoint! {
    /// Fetches the webhooks of the account.
    FetchConfigurationWebhook: GET "/v1/Configuration/Webhooks" ()
        => OK AccountWebhooks;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the webhooks of the account.
    UpdateConfigurationWebhook: POST "/v1/Configuration/Webhooks" ()
        => OK AccountWebhooks;
    scope: Account;
    parameters: Form, required [], optional [
        "Filters", "Method", "PostWebhookUrl", "PreWebhookUrl", "Target",
    ];
}

endpoint! {
    /// Fetches the webhooks of a service.
    FetchServiceWebhookConfiguration: GET "/v1/Services/{ChatServiceSid}/Configuration/Webhooks" ()
        => OK ServiceWebhooks;
    scope: NamedService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the webhooks of a service.
    UpdateServiceWebhookConfiguration: POST "/v1/Services/{ChatServiceSid}/Configuration/Webhooks" ()
        => OK ServiceWebhooks;
    scope: NamedService;
    parameters: Form, required [], optional [
        "Filters", "Method", "PostWebhookUrl", "PreWebhookUrl",
    ];
}
