//! Descriptors and items, as GET requests answer them.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{AccountSid, ServiceSid, SyncDocumentSid, SyncListSid, SyncMapSid};

use crate::{paging::Tokens, time::Millis};

/// The three kinds of object that Conversations uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// One value.
    Document,
    /// Items by number.
    List,
    /// Items by key.
    Map,
}

/// A document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// Its SID.
    pub sid: SyncDocumentSid,
    /// Its name.
    pub unique_name: String,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub service_sid: ServiceSid,
    /// Its address.
    pub url: String,
    /// Counts changes.
    pub revision: String,
    /// Number of the newest event.
    pub last_event_id: u64,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
    /// Who made it.
    pub created_by: String,
    /// The value.
    pub data: Box<RawValue>,
}

/// A list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List {
    /// Its SID.
    pub sid: SyncListSid,
    /// Its name, if it has one.
    pub unique_name: Option<String>,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub service_sid: ServiceSid,
    /// Its address.
    pub url: String,
    /// Counts changes.
    pub revision: String,
    /// Number of the newest event.
    pub last_event_id: u64,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
    /// Who made it.
    pub created_by: String,
    /// Addresses of what hangs on it.
    pub links: ListLinks,
}

/// Addresses of what hangs on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLinks {
    /// Its items.
    pub items: String,
    /// Its context; only the sessions of `@twilio/conversations` 1.x use it.
    pub context: String,
}

/// A map.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Map {
    /// Its SID.
    pub sid: SyncMapSid,
    /// Its name.
    pub unique_name: String,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub service_sid: ServiceSid,
    /// Its address.
    pub url: String,
    /// Counts changes.
    pub revision: String,
    /// Number of the newest event.
    pub last_event_id: u64,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
    /// Who made it.
    pub created_by: String,
    /// Addresses of what hangs on it.
    pub links: MapLinks,
    /// All items, when the request has `Include=items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<MapItem>>,
}

/// Addresses of what hangs on a map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapLinks {
    /// Its items.
    pub items: String,
}

/// An item of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListItem {
    /// Its number.
    pub index: u64,
    /// The list it is in.
    pub list_sid: SyncListSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub service_sid: ServiceSid,
    /// Its address.
    pub url: String,
    /// Counts changes.
    pub revision: String,
    /// Number of the list's event that last changed it.
    pub last_event_id: u64,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
    /// Who made it.
    pub created_by: String,
    /// The value.
    pub data: Box<RawValue>,
}

/// An item of a map.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MapItem {
    /// Its key.
    pub key: String,
    /// The map it is in.
    pub map_sid: SyncMapSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it belongs to.
    pub service_sid: ServiceSid,
    /// Its address.
    pub url: String,
    /// Counts changes.
    pub revision: String,
    /// Number of the map's event that last changed it.
    pub last_event_id: u64,
    /// When it was made.
    pub date_created: Millis,
    /// When it was last changed.
    pub date_updated: Millis,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
    /// Who made it.
    pub created_by: String,
    /// The value.
    pub data: Box<RawValue>,
}

/// A page of items.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Items<T> {
    /// The items.
    pub items: Vec<T>,
    /// Tokens of the neighbouring pages.
    pub meta: Tokens,
}
