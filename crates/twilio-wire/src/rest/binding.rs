//! `/v1/Services/{IS}/Bindings`: devices that get notifications.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, BindingSid, CredentialSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Filters of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only bindings of these types: `apn`, `gcm`, `fcm`, `twilsock`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub binding_type: Vec<String>,
    /// Only bindings of these users.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
}

/// A binding: an application on a device of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Its SID.
    pub sid: BindingSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service.
    pub chat_service_sid: ServiceSid,
    /// The credential that notifications are sent with.
    pub credential_sid: Option<CredentialSid>,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Name of the application on the device.
    pub endpoint: Option<String>,
    /// The user.
    pub identity: String,
    /// `apn`, `gcm`, `fcm` or `twilsock`.
    pub binding_type: String,
    /// Events of which the user is notified.
    pub message_types: Vec<String>,
    /// Its address.
    pub url: String,
}

/// A page of bindings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub bindings: Vec<Binding>,
}

endpoint! {
    /// Lists push bindings.
    ListServiceBinding: GET "/v1/Services/{ChatServiceSid}/Bindings" ()
        => OK Page;
    scope: NamedService;
    parameters: Filter, required [], optional [
        "BindingType", "Identity", "Page", "PageSize", "PageToken",
    ];
}

endpoint! {
    /// Fetches a push binding.
    FetchServiceBinding: GET "/v1/Services/{ChatServiceSid}/Bindings/{Sid}" (sid)
        => OK Binding;
    scope: NamedService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Deletes a push binding.
    DeleteServiceBinding: DELETE "/v1/Services/{ChatServiceSid}/Bindings/{Sid}" (sid)
        => NO_CONTENT ();
    scope: NamedService;
    parameters: NoParameters, required [], optional [];
}
