//! `/v1/Services/{IS}/Configuration`.

use serde::{Deserialize, Serialize};
use twilio_sid::{RoleSid, ServiceSid};

use crate::endpoint::{NoParameters, endpoint};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// SID of the role of an SDK user in a conversation that it made and joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_conversation_creator_role_sid: Option<String>,
    /// SID of the role of a participant that was given none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_conversation_role_sid: Option<String>,
    /// SID of the role of a user that was given none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_chat_service_role_sid: Option<String>,
    /// `true` or `false`: whether users show as online and notifiable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reachability_enabled: Option<String>,
}

/// A service's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceConfiguration {
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// Role of an SDK user in a conversation that it made and joined.
    pub default_conversation_creator_role_sid: RoleSid,
    /// Role of a participant that was given none.
    pub default_conversation_role_sid: RoleSid,
    /// Role of a user that was given none.
    pub default_chat_service_role_sid: RoleSid,
    /// Whether users show as online and notifiable.
    pub reachability_enabled: bool,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses of what hangs on a service's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its notification settings.
    pub notifications: String,
    /// Its webhooks.
    pub webhooks: String,
}

endpoint! {
    /// Fetches the settings of a service.
    FetchServiceConfiguration: GET "/v1/Services/{ChatServiceSid}/Configuration" ()
        => OK ServiceConfiguration;
    scope: NamedService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates the settings of a service.
    UpdateServiceConfiguration: POST "/v1/Services/{ChatServiceSid}/Configuration" ()
        => OK ServiceConfiguration;
    scope: NamedService;
    parameters: Form, required [], optional [
        "DefaultChatServiceRoleSid", "DefaultConversationCreatorRoleSid",
        "DefaultConversationRoleSid", "ReachabilityEnabled",
    ];
}
