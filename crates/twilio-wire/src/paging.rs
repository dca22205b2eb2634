//! Page metadata of lists.

use serde::{Deserialize, Serialize};

/// The `meta` member of a REST list (OpenAPI document of Conversations v1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Number of the page, from 0; only a label.
    pub page: u32,
    /// Largest number of records on a page.
    pub page_size: u32,
    /// Address of the first page.
    pub first_page_url: String,
    /// Address of the page before, if any.
    pub previous_page_url: Option<String>,
    /// Address of this page.
    pub url: String,
    /// Address of the page behind, if any.
    pub next_page_url: Option<String>,
    /// Name of the member that holds the records.
    pub key: String,
}

/// Query parameters of every REST list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Query {
    /// Maximum number of records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<String>,
    /// Number of the page, a label only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where to go on; opaque for clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

/// The `meta` member of lists in the client API and in Sync (`@twilio/conversations` 3.0.1).
///
/// Tokens are null, not absent, where there is nothing more: the SDK compares some with null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Leads to the page before this one.
    #[serde(default)]
    pub previous_token: Option<String>,
    /// Leads to the page behind this one.
    #[serde(default)]
    pub next_token: Option<String>,
}
