//! What was read of a Sync object, until it is written as a response.

use std::sync::Arc;

use bytes::Bytes;
use fake_core::Service;
use http::{Response, StatusCode};
use twilio_wire::{
    paging::Tokens,
    sync::{Items, ListContext, ListItem, MapItem, ObjectKind},
};

use crate::{
    ObjectId,
    collection::ObjectMetadata,
    data::Data,
    descriptor::{document, list, list_item, map, map_item},
    item::{Item, Key},
    objects::Document,
    response::json,
};

/// A value, with the data of its description.
pub(crate) struct Reading {
    pub(crate) service: Arc<Service>,
    pub(crate) id: ObjectId,
    /// Address of the service's Sync objects.
    pub(crate) base: String,
    pub(crate) content: Content,
}

/// What was read; values are shared with the state, so that reading is quick.
pub(crate) enum Content {
    Document(Document),
    List(ObjectMetadata),
    /// With its items, if requested.
    Map(ObjectMetadata, Option<Vec<(Key, Item)>>),
    Item(Key, Item),
    Items(Vec<(Key, Item)>, Tokens),
    /// With the number of the event that set it.
    Context(Data, u64),
}

impl Reading {
    /// Writes the response.
    pub(crate) fn respond(self) -> Response<Bytes> {
        let Self { service, id, base, content } = self;
        let service = service.as_ref();
        let is_list = id.kind() == ObjectKind::List;
        let as_list_item = |(key, it): &(Key, Item)| list_item(service, id, key, it, &base);
        let as_map_item = |(key, it): &(Key, Item)| map_item(service, id, key, it, &base);
        match content {
            Content::Document(it) => json(StatusCode::OK, &document(service, id, &it, &base)),
            Content::List(head) => json(StatusCode::OK, &list(service, id, &head, &base)),
            Content::Map(head, items) => {
                let mut body = map(service, id, &head, &base);
                body.items = items.map(|items| items.iter().map(as_map_item).collect());
                json(StatusCode::OK, &body)
            }
            Content::Item(key, it) if is_list => json(StatusCode::OK, &as_list_item(&(key, it))),
            Content::Item(key, it) => json(StatusCode::OK, &as_map_item(&(key, it))),
            Content::Items(found, meta) if is_list => {
                let items = found.iter().map(as_list_item).collect();
                json(StatusCode::OK, &Items::<ListItem> { items, meta })
            }
            Content::Items(found, meta) => {
                let items = found.iter().map(as_map_item).collect();
                json(StatusCode::OK, &Items::<MapItem> { items, meta })
            }
            Content::Context(data, last_event_id) => {
                json(StatusCode::OK, &ListContext { data: data.json(), last_event_id })
            }
        }
    }
}
