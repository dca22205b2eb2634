//! `/v1/Credentials`: what Twilio shows to the push services of phones.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, CredentialSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
    twilsock::Secret,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// `apn`, `gcm` or `fcm`, in any letter case; required on creation.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Certificate, for `apn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Secret>,
    /// Private key, for `apn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key: Option<Secret>,
    /// `true` or `false`, for `apn`: whether the credential is for the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// API key, for `gcm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<Secret>,
    /// Server key, for `fcm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}

/// A credential; its secrets never come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Its SID.
    pub sid: CredentialSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// `apn`, `gcm` or `fcm`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True` or `False`, a text (OpenAPI examples).
    pub sandbox: Option<String>,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
}

/// A page of credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub credentials: Vec<Credential>,
}

endpoint! {
    /// Lists push credentials.
    ListCredential: GET "/v1/Credentials" ()
        => OK Page;
    scope: Account;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a push credential.
    CreateCredential: POST "/v1/Credentials" ()
        => CREATED Credential;
    scope: Account;
    parameters: Form, required ["Type"], optional [
        "ApiKey", "Certificate", "FriendlyName", "PrivateKey", "Sandbox", "Secret",
    ];
}

endpoint! {
    /// Fetches a push credential.
    FetchCredential: GET "/v1/Credentials/{Sid}" (sid)
        => OK Credential;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a push credential.
    UpdateCredential: POST "/v1/Credentials/{Sid}" (sid)
        => OK Credential;
    scope: Account;
    parameters: Form, required [], optional [
        "ApiKey", "Certificate", "FriendlyName", "PrivateKey", "Sandbox", "Secret", "Type",
    ];
}

endpoint! {
    /// Deletes a push credential.
    DeleteCredential: DELETE "/v1/Credentials/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
