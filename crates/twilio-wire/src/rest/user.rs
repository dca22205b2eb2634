//! `/v1[/Services/{IS}]/Users`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoleSid, ServiceSid, UserSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Identity, unique within the service; only on creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// SID of the service role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_sid: Option<String>,
}

/// A user of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its SID.
    pub sid: UserSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub chat_service_sid: ServiceSid,
    /// Its service role.
    pub role_sid: Option<RoleSid>,
    /// Its identity.
    pub identity: String,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Whether it is connected; null in lists and while reachability is off.
    pub is_online: Option<bool>,
    /// Whether it can be reached by push; null in lists and while reachability is off.
    pub is_notifiable: Option<bool>,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses of what hangs on a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its conversations.
    pub user_conversations: String,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub users: Vec<User>,
}

endpoint! {
    /// Lists users.
    ListUser: GET "/v1/Users" ()
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a user.
    CreateUser: POST "/v1/Users" ()
        => CREATED User;
    scope: AnyService;
    parameters: Form, required ["Identity"], optional ["Attributes", "FriendlyName", "RoleSid"];
}

endpoint! {
    /// Fetches a user.
    FetchUser: GET "/v1/Users/{Sid}" (sid)
        => OK User;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a user.
    UpdateUser: POST "/v1/Users/{Sid}" (sid)
        => OK User;
    scope: AnyService;
    parameters: Form, required [], optional ["Attributes", "FriendlyName", "RoleSid"];
}

endpoint! {
    /// Deletes a user.
    DeleteUser: DELETE "/v1/Users/{Sid}" (sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
