//! The small server: just enough of the chat and Sync services, over a real Twilsock machine.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use twilsock::{
    FrameId, notification,
    server::{Accepted, Config, Connection, Event, Output, ReplyError},
};

use crate::world::{MOMENT, Object, World};

/// One connection of alice.
pub(crate) struct Session {
    pub(crate) connection: Connection,
    /// Number of the newest event that was pushed, by object name.
    subscribed: BTreeMap<String, usize>,
    /// Replies that are held back.
    held: Vec<(FrameId, Response<Bytes>)>,
    pushed: u64,
}

/// How the server behaves.
#[derive(Clone, Debug)]
pub(crate) struct Behavior {
    /// Items per page.
    pub(crate) page: usize,
    /// Events of one replay before it is interrupted.
    pub(crate) replay: usize,
    /// Whether replies to reads wait for [`Session::release`].
    pub(crate) hold: bool,
    /// What it says to tokens.
    pub(crate) token_error: Option<ReplyError>,
    /// How long tokens live.
    pub(crate) life: SignedDuration,
    /// Status of all answers, if not the right one.
    pub(crate) broken: Option<StatusCode>,
    /// Whether confirmations of subscriptions get lost.
    pub(crate) forgetful: bool,
}

impl Default for Behavior {
    fn default() -> Self {
        Self {
            page: 2,
            replay: 3,
            hold: false,
            token_error: None,
            life: SignedDuration::from_hours(1000),
            broken: None,
            forgetful: false,
        }
    }
}

impl Session {
    pub(crate) fn new(number: u64, now: Timestamp) -> Self {
        Self {
            connection: Connection::new(Config::seeded(number), now),
            subscribed: BTreeMap::new(),
            held: Vec::new(),
            pushed: 0,
        }
    }

    /// Does what the connection wants; returns what goes to the socket.
    pub(crate) fn step(
        &mut self,
        world: &World,
        behavior: &Behavior,
        requests: &mut Vec<String>,
        now: Timestamp,
    ) -> Option<Output> {
        loop {
            match self.connection.poll()? {
                Output::Event(Event::Init { id, .. } | Event::Update { id, .. }) => {
                    self.decide(&id, behavior, now);
                }
                Output::Event(Event::Request { id, request }) => {
                    requests.push(format!("{} {}", request.method(), request.uri()));
                    self.answer(id, &request, world, behavior);
                }
                Output::Event(Event::Closed) => {}
                output @ (Output::Send(_) | Output::Close(_)) => return Some(output),
            }
        }
    }

    /// Sends the replies that were held back, the last one first.
    pub(crate) fn release(&mut self) {
        for (id, response) in std::mem::take(&mut self.held).into_iter().rev() {
            self.connection.reply(&id, response);
        }
    }

    /// Pushes what happened since the last time to those objects that are subscribed.
    pub(crate) fn push_changes(&mut self, world: &World) {
        for (name, from) in self.subscribed.clone() {
            if !readable(world, &name) {
                self.subscribed.remove(&name);
                continue;
            }
            let object = &world.objects[&name];
            for event in &object.log[from..] {
                self.push(&format!("com.twilio.rtd.cds.{}", object.kind), event);
            }
            self.subscribed.insert(name, object.log.len());
        }
    }

    pub(crate) fn push(&mut self, message_type: &str, payload: &Value) {
        self.pushed += 1;
        let id = format!("TM{}", self.pushed);
        let payload = payload.to_string();
        self.connection.push(notification(&id, message_type, payload.as_bytes()));
    }

    fn decide(&mut self, id: &FrameId, behavior: &Behavior, now: Timestamp) {
        if let Some(token_error) = &behavior.token_error {
            return self.connection.reject(id, token_error.clone(), now);
        }
        let accepted = Accepted {
            continuation_token: "handle".into(),
            reissue: None,
            expires_at: now + behavior.life,
        };
        self.connection.accept(id, accepted, now);
    }

    fn answer(
        &mut self,
        id: FrameId,
        request: &Request<Bytes>,
        world: &World,
        behavior: &Behavior,
    ) {
        let subscribing = request.uri().path() == "/v4/Subscriptions";
        let (status, body) = match behavior.broken {
            Some(status) => (status, json!({"status": status.as_u16()})),
            None if subscribing => {
                let body = serde_json::from_slice(request.body()).unwrap();
                (StatusCode::ACCEPTED, self.subscribe(&body, world, behavior))
            }
            None => read(request, world, behavior),
        };
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status;
        if behavior.hold && !subscribing {
            self.held.push((id, response));
        } else {
            self.connection.reply(&id, response);
        }
    }

    fn subscribe(&mut self, body: &Value, world: &World, behavior: &Behavior) -> Value {
        let targets = body["requests"].as_array().unwrap();
        for target in targets {
            let sid = target["object_sid"].as_str().unwrap();
            let object = world.objects.values().find(|object| object.sid == sid).unwrap();
            let known = target["last_event_id"].as_u64().unwrap_or_default();
            let (event_type, mut event) = if body["action"] == "cancel" {
                self.subscribed.remove(&object.name);
                ("subscription_canceled", json!({}))
            } else {
                self.establish(object, known, world, behavior)
            };
            event["object_sid"] = json!(sid);
            event["object_type"] = json!(object.kind);
            let frame = json!({
                "event_type": event_type, "correlation_id": body["correlation_id"],
                "event_protocol_version": 4, "events": [event],
            });
            if !behavior.forgetful {
                self.push("twilio.sync.event", &frame);
            }
        }
        json!({"estimated_delivery_in_ms": 10000, "max_batch_size": 4, "ttl_in_s": 86400})
    }

    /// Replays what is missed, or the first part of it.
    fn establish(
        &mut self,
        object: &Object,
        known: u64,
        world: &World,
        behavior: &Behavior,
    ) -> (&'static str, Value) {
        if !readable(world, &object.name) {
            let error = json!({"status": 404, "code": 54100, "message": "Not found"});
            return ("subscription_failed", json!({"error": error}));
        }
        let missed = &object.log[usize::try_from(known).unwrap()..];
        for event in missed.iter().take(behavior.replay) {
            self.push("twilio.sync.event", event);
        }
        let complete = missed.len() <= behavior.replay;
        if complete {
            self.subscribed.insert(object.name.clone(), object.log.len());
        }
        let status = if complete { "completed" } else { "interrupted" };
        let last = object.log.len();
        ("subscription_established", json!({"replay_status": status, "last_event_id": last}))
    }
}

/// Whether alice may read an object now: a conversation only while she is in it.
fn readable(world: &World, name: &str) -> bool {
    let (owner, _) = name.split_once('.').unwrap();
    !owner.starts_with("CH") || world.objects["alice.conversations"].items.contains_key(owner)
}

fn read(request: &Request<Bytes>, world: &World, behavior: &Behavior) -> (StatusCode, Value) {
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    let query = request.uri().query().unwrap_or_default();
    let param = |name| query.split('&').find_map(|pair: &str| pair.strip_prefix(name));
    match path.as_slice() {
        ["Client", "v2", "Configuration"] => (StatusCode::OK, configuration()),
        ["Client", "v2", "MyConversations"] => {
            let mine = &world.objects["alice.conversations"].items;
            let behind = param("PageToken=").unwrap_or_default();
            let wanted = mine.iter().filter(|(sid, _)| sid.as_str() > behind);
            let records: Vec<Value> =
                wanted.map(|(sid, (_, item))| record(sid, item, world)).collect();
            let page = page("conversations", "sid", &records, behavior.page);
            (StatusCode::OK, page)
        }
        ["v3", _, name] | ["v3", _, name, "Items"] if !readable(world, name) => {
            (StatusCode::NOT_FOUND, json!({"status": 404}))
        }
        ["v3", _, name] => (StatusCode::OK, descriptor(&world.objects[*name], query)),
        ["v3", _, name, "Items"] => {
            let object = &world.objects[*name];
            let mut items = items(object);
            if let Some(from) = param("From=") {
                items.retain(|item| match object.kind {
                    "list" => item["index"].as_u64().unwrap() >= from.parse().unwrap(),
                    _ => item["key"].as_str().unwrap() >= from,
                });
            }
            if param("Order=") == Some("desc") {
                items.reverse();
            }
            let size = param("PageSize=").and_then(|size| size.parse().ok());
            let size = size.map_or(behavior.page, |size: usize| size.min(behavior.page));
            (StatusCode::OK, page("items", "key", &items, size))
        }
        _ => (StatusCode::NOT_FOUND, json!({"status": 404})),
    }
}

/// The first records. The token names the last of them, so that it survives removals.
fn page(key: &str, name: &str, records: &[Value], size: usize) -> Value {
    let page = &records[..size.min(records.len())];
    let last = page.last().filter(|_| records.len() > size);
    let token = last.map(|record| record[name].to_string().replace('"', ""));
    json!({key: page, "meta": {"previous_token": null, "next_token": token}})
}

fn common(object: &Object) -> Value {
    json!({
        "sid": object.sid, "unique_name": object.name,
        "account_sid": format!("AC{:032x}", 0), "service_sid": format!("IS{:032x}", 0),
        "url": "http://cds/x", "revision": "x", "last_event_id": object.log.len(),
        "date_created": MOMENT, "date_updated": MOMENT, "date_expires": null,
        "created_by": "system",
    })
}

fn descriptor(object: &Object, query: &str) -> Value {
    let mut value = common(object);
    let kinds = BTreeMap::from([("document", "Documents"), ("list", "Lists"), ("map", "Maps")]);
    let url = format!("http://cds/v3/{}/{}", kinds[object.kind], object.name);
    value["links"] = json!({"items": format!("{url}/Items"), "context": format!("{url}/Context")});
    value["data"] = object.data.clone();
    if query.contains("Include=items") {
        value["items"] = json!(items(object));
    }
    value
}

fn items(object: &Object) -> Vec<Value> {
    let mut ordered: Vec<_> = object.items.iter().collect();
    if object.kind == "list" {
        ordered.sort_by_key(|(key, _)| key.parse::<u64>().unwrap());
    }
    let item = |(key, (id, data)): (&String, &(usize, Value))| {
        let mut value = common(object);
        value[format!("{}_sid", object.kind)] = json!(object.sid);
        value["last_event_id"] = json!(id);
        value["data"] = data.clone();
        match object.kind {
            "list" => value["index"] = json!(key.parse::<u64>().unwrap()),
            _ => value["key"] = json!(key),
        }
        value
    };
    ordered.into_iter().map(item).collect()
}

fn record(sid: &str, item: &Value, world: &World) -> Value {
    let messages = &world.objects[item["messages"].as_str().unwrap()].items;
    json!({
        "account_sid": format!("AC{:032x}", 0), "chat_service_sid": format!("IS{:032x}", 0),
        "sid": sid, "conversation_sid": sid, "participant_sid": format!("MB{:032x}", 0),
        "status": item["status"], "friendly_name": null, "unique_name": null,
        "attributes": "{}", "created_by": "system", "date_created": MOMENT,
        "date_updated": MOMENT, "state": "active",
        "last_read_message_index": item["lastConsumedMessageIndex"],
        "notification_level": "default", "unread_messages_count": null,
        "messages_count": messages.len(), "participants_count": 0,
        "sync_objects": {"conversation": item["channel"], "messages": item["messages"],
            "participants": item["roster"]},
        "url": "http://aim/x", "links": {"messages": "http://aim/x", "participants": "http://aim/x"},
    })
}

fn configuration() -> Value {
    json!({
        "options": {"consumption_report_interval": "PT5S", "user_infos_to_subscribe": 100,
            "reachability_enabled": false, "http_cache_interval": "PT5S",
            "my_conversations_page_size": 100, "media_attachments_count_limit": 10,
            "media_attachment_size_limit_in_mb": 50,
            "media_attachments_total_size_limit_in_mb": 150,
            "email_histories_allowed_mime_types": [], "email_bodies_allowed_mime_types": []},
        "sync_objects": {"my_conversations": "alice.conversations", "my_user_info": "alice.info"},
        "links": {"my_conversations": "http://aim/Client/v2/MyConversations",
            "conversations": "http://aim/Client/v2/Conversations",
            "users": "http://aim/Client/v2/Users", "current_user": "http://aim/Client/v2/Users/alice",
            "typing": "http://aim/Client/v2/Typing", "media_service": "http://mcs/Media",
            "media_set_service": null, "messages_receipts": "http://aim/%s/%s"},
        "identity": "alice", "url": "http://aim/Client/v2/Configuration",
    })
}

/// Names of all objects that are subscribed to.
impl Session {
    pub(crate) fn subscribed(&self) -> BTreeSet<&str> {
        self.subscribed.keys().map(String::as_str).collect()
    }
}
