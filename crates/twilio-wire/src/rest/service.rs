//! `/v1/Services`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Name for people; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
}

/// A service: a world of conversations and users of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its SID.
    pub sid: ServiceSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Name for people.
    pub friendly_name: String,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses of what hangs on a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its conversations.
    pub conversations: String,
    /// Its users.
    pub users: String,
    /// Its roles.
    pub roles: String,
    /// Its push bindings.
    pub bindings: String,
    /// Its configuration.
    pub configuration: String,
    /// Conversations by participant.
    pub participant_conversations: String,
    /// Creation of a conversation together with its participants.
    pub conversation_with_participants: String,
}

/// A page of services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub services: Vec<Service>,
}

endpoint! {
    /// Lists services.
    ListService: GET "/v1/Services" ()
        => OK Page;
    scope: Account;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Creates a service.
    CreateService: POST "/v1/Services" ()
        => CREATED Service;
    scope: Account;
    parameters: Form, required ["FriendlyName"], optional [];
}

endpoint! {
    /// Fetches a service.
    FetchService: GET "/v1/Services/{Sid}" (sid)
        => OK Service;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Deletes a service.
    DeleteService: DELETE "/v1/Services/{Sid}" (sid)
        => NO_CONTENT ();
    scope: Account;
    parameters: NoParameters, required [], optional [];
}
