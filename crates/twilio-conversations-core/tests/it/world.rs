//! What the small server keeps: Sync objects as plain logs of events.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use twilio_conversations_core::{Conversation, Message, Participant, Replica, User};
use twilio_sid::ConversationSid;
use twilio_wire::rest::conversation::State;

/// A moment; the client only has to be able to read it.
pub(crate) const MOMENT: &str = "2026-11-22T09:22:14.356Z";

/// A Sync object of any kind; the number of an event is its place in the log, from 1.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) sid: String,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) log: Vec<Value>,
    pub(crate) data: Value,
    pub(crate) items: BTreeMap<String, (usize, Value)>,
}

impl Object {
    fn new(kind: &'static str, name: String, number: usize) -> Self {
        let prefix = match kind {
            "document" => "ET",
            "list" => "ES",
            _ => "MP",
        };
        let sid = format!("{prefix}{number:032x}");
        let items = BTreeMap::new();
        Self { sid, kind, name, log: Vec::new(), data: json!({}), items }
    }

    /// Notes an event with the next number.
    pub(crate) fn record(&mut self, word: &str, key: Option<&str>, data: &Value) {
        let (kind, sid) = (self.kind, &self.sid);
        let id = self.log.len() + 1;
        let mut event = json!({"id": id, "date_created": MOMENT});
        event[format!("{kind}_sid")] = json!(sid);
        event[format!("{kind}_revision")] = json!(id.to_string());
        match (kind, key) {
            ("list", Some(key)) => event["item_index"] = json!(key.parse::<u64>().unwrap()),
            ("map", Some(key)) => event["item_key"] = json!(key),
            _ => event["document_data"] = data.clone(),
        }
        if key.is_some() {
            event["item_data"] = data.clone();
            event["item_revision"] = json!("x");
            event["item_url"] = json!("http://x/x");
            event["date_expires"] = Value::Null;
        }
        self.log.push(json!({
            "event_type": format!("{kind}_{word}"),
            "event_protocol_version": 4,
            "events": [event],
        }));
    }

    fn put(&mut self, key: &str, data: Value) {
        let word = if self.items.contains_key(key) { "item_updated" } else { "item_added" };
        self.record(word, Some(key), &data);
        self.items.insert(key.to_owned(), (self.log.len(), data));
    }

    fn take(&mut self, key: &str) {
        if let Some((_, data)) = self.items.remove(key) {
            self.record("item_removed", Some(key), &data);
        }
    }

    fn set(&mut self, data: Value) {
        self.record("updated", None, &data);
        self.data = data;
    }
}

/// Everything, as seen by one user, alice.
#[derive(Debug)]
pub(crate) struct World {
    /// All objects by name.
    pub(crate) objects: BTreeMap<String, Object>,
    sent: BTreeMap<usize, u32>,
}

/// The SID of a conversation by its number.
pub(crate) fn conversation(number: usize) -> ConversationSid {
    format!("CH{number:032x}").parse().unwrap()
}

fn participant(number: usize) -> String {
    format!("MB{number:032x}")
}

impl World {
    /// Some conversations, in none of which alice takes part.
    pub(crate) fn new(conversations: usize) -> Self {
        let mut world = Self { objects: BTreeMap::new(), sent: BTreeMap::new() };
        world.add("map", "alice.conversations".to_owned());
        world.add("map", "alice.info".to_owned());
        world.object("alice.info").put("friendlyName", json!({"value": "Alice"}));
        world.object("alice.info").put("attributes", json!({"value": "{}"}));
        for number in 0..conversations {
            for (kind, part) in [("document", "channel"), ("list", "messages"), ("map", "roster")] {
                world.add(kind, name(number, part));
            }
            world.rename(number, "as made");
        }
        world
    }

    /// Makes somebody else's map of properties, and returns its name.
    pub(crate) fn add_user(&mut self, identity: &str) -> String {
        let name = format!("{identity}.info");
        self.add("map", name.clone());
        self.name_user(identity, identity);
        name
    }

    pub(crate) fn name_user(&mut self, identity: &str, friendly_name: &str) {
        let map = self.object(&format!("{identity}.info"));
        map.put("friendlyName", json!({ "value": friendly_name }));
    }

    fn add(&mut self, kind: &'static str, name: String) {
        let number = self.objects.len();
        self.objects.insert(name.clone(), Object::new(kind, name, number));
    }

    pub(crate) fn object(&mut self, name: &str) -> &mut Object {
        self.objects.get_mut(name).unwrap()
    }

    pub(crate) fn rename(&mut self, number: usize, friendly_name: &str) {
        self.object(&name(number, "channel")).set(json!({
            "friendlyName": friendly_name, "uniqueName": null, "attributes": "{}",
            "createdBy": "system", "dateCreated": MOMENT, "dateUpdated": MOMENT,
            "state": {"current": "active", "dateUpdated": MOMENT}, "bindings": {},
            "messages": name(number, "messages"), "roster": name(number, "roster"),
        }));
    }

    /// Lets alice in, or changes her read horizon.
    pub(crate) fn membership(&mut self, number: usize, horizon: Option<u32>) {
        let item = json!({
            "channel": name(number, "channel"), "messages": name(number, "messages"),
            "roster": name(number, "roster"), "status": "joined",
            "lastConsumedMessageIndex": horizon, "notificationLevel": "default",
        });
        self.object("alice.conversations").put(&conversation(number).to_string(), item);
    }

    pub(crate) fn expel(&mut self, number: usize) {
        self.object("alice.conversations").take(&conversation(number).to_string());
    }

    pub(crate) fn send(&mut self, number: usize, text: &str) {
        let index = self.sent.entry(number).or_default();
        let key = index.to_string();
        *index += 1;
        self.edit(number, &key, text);
    }

    /// Writes a message, a new one or another text.
    pub(crate) fn edit(&mut self, number: usize, key: &str, text: &str) {
        let sid = format!("IM{:016x}{:016x}", number, key.parse::<u64>().unwrap());
        let data = json!({
            "sid": sid, "author": "bob", "memberSid": null, "text": text, "subject": null,
            "contentSid": null, "attributes": "{}", "timestamp": MOMENT, "dateUpdated": MOMENT,
            "lastUpdatedBy": null, "type": "text",
        });
        self.object(&name(number, "messages")).put(key, data);
    }

    /// The key of one of the messages there are.
    pub(crate) fn some_message(&self, number: usize, choice: usize) -> Option<String> {
        let keys: Vec<_> = self.objects[&name(number, "messages")].items.keys().collect();
        (!keys.is_empty()).then(|| keys[choice % keys.len()].clone())
    }

    pub(crate) fn remove_message(&mut self, number: usize, key: &str) {
        self.object(&name(number, "messages")).take(key);
    }

    pub(crate) fn put_participant(&mut self, number: usize, who: usize, attributes: &str) {
        let data = json!({
            "identity": format!("user-{who}"), "type": "chat", "attributes": attributes,
            "roleSid": null, "dateCreated": MOMENT, "dateUpdated": MOMENT,
            "lastConsumedMessageIndex": null, "lastConsumptionTimestamp": null, "bindings": {},
        });
        self.object(&name(number, "roster")).put(&participant(who), data);
    }

    pub(crate) fn remove_participant(&mut self, number: usize, who: usize) {
        self.object(&name(number, "roster")).take(&participant(who));
    }

    /// What alice ought to know.
    pub(crate) fn replica(&self) -> Replica {
        let mine = &self.objects["alice.conversations"].items;
        let conversations = mine.iter().map(|(sid, (_, item))| {
            let document = &self.objects[item["channel"].as_str().unwrap()].data;
            let view = Conversation {
                friendly_name: document["friendlyName"].as_str().map(str::to_owned),
                attributes: "{}".to_owned(),
                created_by: "system".to_owned(),
                date_created: MOMENT.parse().unwrap(),
                date_updated: MOMENT.parse().unwrap(),
                state: Some(State::Active),
                last_read_message_index: serde_json::from_value(
                    item["lastConsumedMessageIndex"].clone(),
                )
                .unwrap(),
                notification_level: "default".to_owned(),
                messages: self.messages(item),
                participants: self.participants(item),
                ..Conversation::default()
            };
            (sid.parse().unwrap(), view)
        });
        Replica {
            identity: "alice".to_owned(),
            user: User {
                identity: "alice".to_owned(),
                friendly_name: Some("Alice".to_owned()),
                attributes: Some("{}".to_owned()),
                ..User::default()
            },
            users: BTreeMap::new(),
            conversations: conversations.collect(),
        }
    }

    fn messages(&self, item: &Value) -> BTreeMap<u64, Message> {
        let list = &self.objects[item["messages"].as_str().unwrap()];
        let messages = list.items.iter().map(|(key, (_, data))| {
            let data = serde_json::from_value(data.clone()).unwrap();
            Message::new(key.parse().unwrap(), &data)
        });
        messages.map(|message| (message.index, message)).collect()
    }

    fn participants(&self, item: &Value) -> BTreeMap<twilio_sid::ParticipantSid, Participant> {
        let roster = &self.objects[item["roster"].as_str().unwrap()];
        let participants = roster.items.iter().map(|(key, (_, data))| {
            let data = serde_json::from_value(data.clone()).unwrap();
            Participant::new(key.parse().unwrap(), &data)
        });
        participants.map(|participant| (participant.sid, participant)).collect()
    }
}

fn name(number: usize, part: &str) -> String {
    format!("{}.{part}", conversation(number))
}
