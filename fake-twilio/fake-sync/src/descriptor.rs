//! Objects and items as Sync's REST API describes them.

use bytes::Bytes;
use fake_core::Service;
use http::Request;
use twilio_sid::{ServiceSid, SyncDocumentSid, SyncListSid, SyncMapSid};
use twilio_wire::{
    sync::{Document, List, ListItem, ListLinks, Map, MapItem, MapLinks},
    time::Millis,
};

use crate::{
    ObjectId,
    collection::ObjectMetadata,
    delta::base,
    item::{Item, Key},
    objects,
};

/// Address of a service's Sync objects at the host of a request.
pub(crate) fn service_base(service: ServiceSid, request: &Request<Bytes>) -> String {
    let host = request.uri().authority().map_or("cds.us1.twilio.com", |host| host.as_str());
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let scheme = if name.ends_with(".twilio.com") { "https" } else { "http" };
    base(&format!("{scheme}://{host}"), service)
}

pub(crate) fn document(
    service: &Service,
    id: ObjectId,
    it: &objects::Document,
    base: &str,
) -> Document {
    let sid = SyncDocumentSid::from_bytes(id.digits());
    Document {
        sid,
        unique_name: id.to_string(),
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Documents/{sid}"),
        revision: it.head.last_event_id.to_string(),
        last_event_id: it.head.last_event_id,
        date_created: Millis(it.head.made),
        date_updated: Millis(it.head.changed),
        date_expires: None,
        created_by: it.head.made_by.to_string(),
        data: it.data.json(),
    }
}

pub(crate) fn list(service: &Service, id: ObjectId, it: &ObjectMetadata, base: &str) -> List {
    let sid = SyncListSid::from_bytes(id.digits());
    let url = format!("{base}/Lists/{sid}");
    List {
        sid,
        unique_name: (!matches!(id, ObjectId::Session(_))).then(|| id.to_string()),
        account_sid: service.account,
        service_sid: service.sid,
        revision: it.last_event_id.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        links: ListLinks { items: format!("{url}/Items"), context: format!("{url}/Context") },
        url,
    }
}

pub(crate) fn map(service: &Service, id: ObjectId, it: &ObjectMetadata, base: &str) -> Map {
    let sid = SyncMapSid::from_bytes(id.digits());
    let url = format!("{base}/Maps/{sid}");
    Map {
        sid,
        unique_name: id.to_string(),
        account_sid: service.account,
        service_sid: service.sid,
        revision: it.last_event_id.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        links: MapLinks { items: format!("{url}/Items") },
        url,
        items: None,
    }
}

pub(crate) fn list_item(
    service: &Service,
    id: ObjectId,
    key: &Key,
    it: &Item,
    base: &str,
) -> ListItem {
    let sid = SyncListSid::from_bytes(id.digits());
    let index = match key {
        Key::Index(index) => *index,
        Key::Name(_) => 0,
    };
    ListItem {
        index,
        list_sid: sid,
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Lists/{sid}/Items/{index}"),
        revision: it.revision.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        data: it.data.json(),
    }
}

pub(crate) fn map_item(
    service: &Service,
    id: ObjectId,
    key: &Key,
    it: &Item,
    base: &str,
) -> MapItem {
    let sid = SyncMapSid::from_bytes(id.digits());
    let key = match key {
        Key::Index(index) => index.to_string(),
        Key::Name(name) => name.to_string(),
    };
    MapItem {
        map_sid: sid,
        account_sid: service.account,
        service_sid: service.sid,
        url: format!("{base}/Maps/{sid}/Items/{key}"),
        key,
        revision: it.revision.to_string(),
        last_event_id: it.last_event_id,
        date_created: Millis(it.made),
        date_updated: Millis(it.changed),
        date_expires: None,
        created_by: it.made_by.to_string(),
        data: it.data.json(),
    }
}
