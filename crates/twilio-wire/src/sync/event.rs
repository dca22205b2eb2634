//! Pushed changes of Sync objects.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{SyncDocumentSid, SyncListSid, SyncMapSid};

use super::EVENT_PROTOCOL_VERSION;
use crate::time::Millis;

/// Payload of a notification: one kind of change, one or more times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventFrame<T> {
    /// Which change.
    pub event_type: EventType,
    /// Always [`EVENT_PROTOCOL_VERSION`].
    pub event_protocol_version: u32,
    /// One element per change.
    pub events: Vec<T>,
}

impl<T> EventFrame<T> {
    /// The payload for one change.
    pub fn one(event_type: EventType, event: T) -> Self {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        Self { event_type, event_protocol_version, events: vec![event] }
    }
}

/// The kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventType {
    /// A document has a new value.
    DocumentUpdated,
    /// A document is gone.
    DocumentRemoved,
    /// A list has one item more.
    ListItemAdded,
    /// An item of a list has a new value.
    ListItemUpdated,
    /// A list has one item less.
    ListItemRemoved,
    /// A list has a new context.
    ListContextUpdated,
    /// A list is gone.
    ListRemoved,
    /// A map has one item more.
    MapItemAdded,
    /// An item of a map has a new value.
    MapItemUpdated,
    /// A map has one item less.
    MapItemRemoved,
    /// A map is gone.
    MapRemoved,
}

/// Changes of one kind, as a client reads them.
#[derive(Clone, Debug)]
pub enum Event {
    /// Documents have new values.
    DocumentUpdated(Vec<DocumentUpdated>),
    /// Documents are gone.
    DocumentRemoved(Vec<DocumentRemoved>),
    /// Lists have items more.
    ListItemAdded(Vec<ListItemChanged>),
    /// Items of lists have new values.
    ListItemUpdated(Vec<ListItemChanged>),
    /// Lists have items less.
    ListItemRemoved(Vec<ListItemRemoved>),
    /// Lists have new contexts.
    ListContextUpdated(Vec<ListContextUpdated>),
    /// Lists are gone.
    ListRemoved(Vec<ListRemoved>),
    /// Maps have items more.
    MapItemAdded(Vec<MapItemChanged>),
    /// Items of maps have new values.
    MapItemUpdated(Vec<MapItemChanged>),
    /// Maps have items less.
    MapItemRemoved(Vec<MapItemRemoved>),
    /// Maps are gone.
    MapRemoved(Vec<MapRemoved>),
}

impl Event {
    /// Reads the payload of a notification.
    ///
    /// # Errors
    /// The payload is not JSON, or not that of an event of a known type.
    pub fn parse(payload: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Kind {
            event_type: EventType,
        }
        let Kind { event_type } = serde_json::from_slice(payload)?;
        Ok(match event_type {
            EventType::DocumentUpdated => Self::DocumentUpdated(events(payload)?),
            EventType::DocumentRemoved => Self::DocumentRemoved(events(payload)?),
            EventType::ListItemAdded => Self::ListItemAdded(events(payload)?),
            EventType::ListItemUpdated => Self::ListItemUpdated(events(payload)?),
            EventType::ListItemRemoved => Self::ListItemRemoved(events(payload)?),
            EventType::ListContextUpdated => Self::ListContextUpdated(events(payload)?),
            EventType::ListRemoved => Self::ListRemoved(events(payload)?),
            EventType::MapItemAdded => Self::MapItemAdded(events(payload)?),
            EventType::MapItemUpdated => Self::MapItemUpdated(events(payload)?),
            EventType::MapItemRemoved => Self::MapItemRemoved(events(payload)?),
            EventType::MapRemoved => Self::MapRemoved(events(payload)?),
        })
    }
}

fn events<'de, T: Deserialize<'de>>(payload: &'de [u8]) -> Result<Vec<T>, serde_json::Error> {
    serde_json::from_slice::<EventFrame<T>>(payload).map(|frame| frame.events)
}

/// A document's new value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentUpdated {
    /// Number of the event, unique and growing within the object.
    pub id: u64,
    /// The document.
    pub document_sid: SyncDocumentSid,
    /// Counts changes.
    pub document_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The whole new value.
    pub document_data: Box<RawValue>,
}

/// A document's end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentRemoved {
    /// Number of the event.
    pub id: u64,
    /// The document.
    pub document_sid: SyncDocumentSid,
    /// Counts changes.
    pub document_revision: String,
    /// When it happened.
    pub date_created: Millis,
}

/// A list item's first or new value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListItemChanged {
    /// Number of the event.
    pub id: u64,
    /// The list.
    pub list_sid: SyncListSid,
    /// Counts changes of the list.
    pub list_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The item's number.
    pub item_index: u64,
    /// The whole value.
    pub item_data: Box<RawValue>,
    /// Counts changes of the item.
    pub item_revision: String,
    /// The item's address.
    pub item_url: String,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
}

/// A list item's end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListItemRemoved {
    /// Number of the event.
    pub id: u64,
    /// The list.
    pub list_sid: SyncListSid,
    /// Counts changes of the list.
    pub list_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The item's number.
    pub item_index: u64,
    /// The last value.
    pub item_data: Box<RawValue>,
}

/// A list's new context.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListContextUpdated {
    /// Number of the event.
    pub id: u64,
    /// The list.
    pub list_sid: SyncListSid,
    /// Counts changes of the list.
    pub list_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The whole context.
    pub context_data: Box<RawValue>,
}

/// A list's end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListRemoved {
    /// Number of the event.
    pub id: u64,
    /// The list.
    pub list_sid: SyncListSid,
    /// Counts changes of the list.
    pub list_revision: String,
    /// When it happened.
    pub date_created: Millis,
}

/// A map item's first or new value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MapItemChanged {
    /// Number of the event.
    pub id: u64,
    /// The map.
    pub map_sid: SyncMapSid,
    /// Counts changes of the map.
    pub map_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The item's key.
    pub item_key: String,
    /// The whole value.
    pub item_data: Box<RawValue>,
    /// Counts changes of the item.
    pub item_revision: String,
    /// The item's address.
    pub item_url: String,
    /// When it goes away; never, here.
    pub date_expires: Option<Millis>,
}

/// A map item's end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MapItemRemoved {
    /// Number of the event.
    pub id: u64,
    /// The map.
    pub map_sid: SyncMapSid,
    /// Counts changes of the map.
    pub map_revision: String,
    /// When it happened.
    pub date_created: Millis,
    /// The item's key.
    pub item_key: String,
    /// The last value.
    pub item_data: Box<RawValue>,
}

/// A map's end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MapRemoved {
    /// Number of the event.
    pub id: u64,
    /// The map.
    pub map_sid: SyncMapSid,
    /// Counts changes of the map.
    pub map_revision: String,
    /// When it happened.
    pub date_created: Millis,
}
