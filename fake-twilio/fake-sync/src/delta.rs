use jiff::Timestamp;
use serde_json::value::RawValue;
use twilio_sid::{ServiceSid, SyncDocumentSid, SyncListSid, SyncMapSid};
use twilio_wire::{
    sync::{
        DocumentRemoved, DocumentUpdated, EventType, ListContextUpdated, ListItemChanged,
        ListItemRemoved, ListRemoved, MapItemChanged, MapItemRemoved, MapRemoved, ObjectKind,
    },
    time::Millis,
};

use crate::{
    ObjectId,
    data::Data,
    item::{Item, Key},
    json,
};

/// One change of one object, as sent to subscribers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delta {
    pub(crate) object: ObjectId,
    pub(crate) event: u64,
    pub(crate) at: Timestamp,
    pub(crate) what: ObjectChange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ObjectChange {
    Document(Data),
    DocumentGone,
    Item { key: Key, change: ItemChange, revision: u64, data: Data },
    Context(Data),
    CollectionGone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemChange {
    Added,
    Updated,
    Removed,
}

impl ObjectChange {
    /// Returns whether nothing more can happen to the object.
    pub(crate) fn is_the_end(&self) -> bool {
        match self {
            Self::DocumentGone | Self::CollectionGone => true,
            Self::Document(_) | Self::Item { .. } | Self::Context(_) => false,
        }
    }

    pub(crate) fn item(key: Key, change: ItemChange, item: &Item) -> Self {
        Self::Item { key, change, revision: item.revision, data: item.data.clone() }
    }
}

/// Host of the item URLs in events; clients never request Conversations objects there.
const SYNC_HOST: &str = "https://cds.us1.twilio.com";

/// The address of a service's Sync objects.
pub(crate) fn base(origin: &str, service: ServiceSid) -> String {
    format!("{origin}/v3/Services/{service}")
}

impl Delta {
    /// The change in the form of the event protocol.
    pub(crate) fn render(&self, service: ServiceSid) -> (EventType, Box<RawValue>) {
        let (event_type, event) = match self.object.kind() {
            ObjectKind::Document => self.document(),
            ObjectKind::List => self.list(service),
            ObjectKind::Map => self.map(service),
        };
        (event_type, event)
    }

    fn document(&self) -> (EventType, Box<RawValue>) {
        let document_sid = SyncDocumentSid::from_bytes(self.object.digits());
        let (id, document_revision) = (self.event, self.event.to_string());
        let date_created = Millis(self.at);
        match &self.what {
            ObjectChange::Document(data) => {
                let document_data = data.json();
                let event = DocumentUpdated {
                    id,
                    document_sid,
                    document_revision,
                    date_created,
                    document_data,
                };
                (EventType::DocumentUpdated, json::raw(&event))
            }
            ObjectChange::DocumentGone
            | ObjectChange::Item { .. }
            | ObjectChange::Context(_)
            | ObjectChange::CollectionGone => {
                let event = DocumentRemoved { id, document_sid, document_revision, date_created };
                (EventType::DocumentRemoved, json::raw(&event))
            }
        }
    }

    fn list(&self, service: ServiceSid) -> (EventType, Box<RawValue>) {
        let list_sid = SyncListSid::from_bytes(self.object.digits());
        let (id, list_revision) = (self.event, self.event.to_string());
        let date_created = Millis(self.at);
        if let ObjectChange::Context(data) = &self.what {
            let context_data = data.json();
            let event =
                ListContextUpdated { id, list_sid, list_revision, date_created, context_data };
            return (EventType::ListContextUpdated, json::raw(&event));
        }
        let ObjectChange::Item { key: Key::Index(index), change, revision, data } = &self.what
        else {
            let event = ListRemoved { id, list_sid, list_revision, date_created };
            return (EventType::ListRemoved, json::raw(&event));
        };
        let (item_index, item_data) = (*index, data.json());
        let event_type = match change {
            ItemChange::Added => EventType::ListItemAdded,
            ItemChange::Updated => EventType::ListItemUpdated,
            ItemChange::Removed => {
                let event = ListItemRemoved {
                    id,
                    list_sid,
                    list_revision,
                    date_created,
                    item_index,
                    item_data,
                };
                return (EventType::ListItemRemoved, json::raw(&event));
            }
        };
        let event = ListItemChanged {
            id,
            list_sid,
            list_revision,
            date_created,
            item_index,
            item_data,
            item_revision: revision.to_string(),
            item_url: format!("{}/Lists/{list_sid}/Items/{index}", base(SYNC_HOST, service)),
            date_expires: None,
        };
        (event_type, json::raw(&event))
    }

    fn map(&self, service: ServiceSid) -> (EventType, Box<RawValue>) {
        let map_sid = SyncMapSid::from_bytes(self.object.digits());
        let (id, map_revision) = (self.event, self.event.to_string());
        let date_created = Millis(self.at);
        let ObjectChange::Item { key: Key::Name(key), change, revision, data } = &self.what else {
            let event = MapRemoved { id, map_sid, map_revision, date_created };
            return (EventType::MapRemoved, json::raw(&event));
        };
        let (item_key, item_data) = (key.to_string(), data.json());
        let event_type = match change {
            ItemChange::Added => EventType::MapItemAdded,
            ItemChange::Updated => EventType::MapItemUpdated,
            ItemChange::Removed => {
                let event =
                    MapItemRemoved { id, map_sid, map_revision, date_created, item_key, item_data };
                return (EventType::MapItemRemoved, json::raw(&event));
            }
        };
        let event = MapItemChanged {
            id,
            map_sid,
            map_revision,
            date_created,
            item_url: format!("{}/Maps/{map_sid}/Items/{item_key}", base(SYNC_HOST, service)),
            item_key,
            item_data,
            item_revision: revision.to_string(),
            date_expires: None,
        };
        (event_type, json::raw(&event))
    }
}
