//! The list that a client of `@twilio/conversations` 1.x makes and writes to: its session.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Body of `POST /v3/Lists`.
#[derive(Clone, Debug, Deserialize)]
pub struct ListForm {
    /// What the list is for.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The client's metadata.
    pub context: Box<RawValue>,
}

/// Body of `POST /v3/Lists/{ES}/Items`.
#[derive(Clone, Debug, Deserialize)]
pub struct ListItemForm {
    /// The value of the item.
    pub data: Box<RawValue>,
}

/// Answer to `GET /v3/Lists/{ES}/Context`.
#[derive(Clone, Debug, Serialize)]
pub struct ListContext {
    /// The context.
    pub data: Box<RawValue>,
    /// Number of the event that set it, 0 for the one the list was made with.
    pub last_event_id: u64,
}
