//! `/Client/v2/ContentTemplates`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{AccountSid, ContentSid};

use crate::{paging::Tokens, time::Millis};

/// A page of content templates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContentTemplates {
    /// The templates.
    pub templates: Vec<ContentTemplate>,
    /// Where to go on.
    pub meta: Tokens,
}

/// A content template as clients see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContentTemplate {
    /// Its SID.
    pub sid: ContentSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Name for people.
    pub friendly_name: String,
    /// JSON text: defaults of its variables, by name.
    pub variables: String,
    /// What it shows, by type, as `twilio/text`.
    pub variants: BTreeMap<String, Box<RawValue>>,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
}
