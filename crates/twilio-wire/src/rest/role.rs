//! `/v1[/Services/{IS}]/Roles`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoleSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Name for people; only on creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// `conversation` or `service`; only on creation.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What the role allows, one parameter each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permission: Vec<String>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its SID.
    pub sid: RoleSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub chat_service_sid: ServiceSid,
    /// Name for people.
    pub friendly_name: String,
    /// `conversation` or `service`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it allows.
    pub permissions: Vec<String>,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
}

/// A page of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub roles: Vec<Role>,
}

endpoint! {
    /// Lists roles.
    ListRole: GET "/v1/Roles" ()
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a role.
    CreateRole: POST "/v1/Roles" ()
        => CREATED Role;
    scope: AnyService;
    parameters: Form, required ["FriendlyName", "Permission", "Type"], optional [];
}

endpoint! {
    /// Fetches a role.
    FetchRole: GET "/v1/Roles/{Sid}" (sid)
        => OK Role;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a role.
    UpdateRole: POST "/v1/Roles/{Sid}" (sid)
        => OK Role;
    scope: AnyService;
    parameters: Form, required ["Permission"], optional [];
}

endpoint! {
    /// Deletes a role.
    DeleteRole: DELETE "/v1/Roles/{Sid}" (sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
