//! Tries every operation once, in an order in which all of them can succeed.

use std::{cmp::Reverse, collections::BTreeMap};

use e2e::{Answer, Body, Operation, Rest, Stack, breaches, operations};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::page::Finding;

/// What to send for a thing, by the word in front of its SID.
const FORMS: [(&str, &[(&str, &str)]); 25] = [
    ("Addresses", &[("Type", "sms"), ("Address", "+15005550006")]),
    ("Anonymize", &[]),
    ("CompositionHooks", &[("FriendlyName", "hook"), ("AudioSources", "*")]),
    ("Compositions", &[("AudioSources", "*")]),
    ("Configuration", &[]),
    ("Conversations", &[("FriendlyName", "room")]),
    ("ConversationWithParticipants", &[("FriendlyName", "room")]),
    ("Credentials", &[("Type", "fcm"), ("Secret", "not-a-real-secret")]),
    ("Default", &[("FriendlyName", "media")]),
    ("Messages", &[("Body", "hello"), ("Author", "bob")]),
    ("Notifications", &[("LogEnabled", "true")]),
    ("ParticipantConversations", &[("Identity", "alice")]),
    ("RecordingRules", &[("Rules", r#"[{"type":"exclude","all":true}]"#)]),
    ("Roles", &[("FriendlyName", "role"), ("Type", "conversation"), ("Permission", "sendMessage")]),
    ("Rooms", &[("UniqueName", "call"), ("Type", "group")]),
    ("Services", &[("FriendlyName", "service")]),
    ("SubscribeRules", &[("Rules", r#"[{"type":"include","all":true}]"#)]),
    ("Transcriptions", &[]),
    ("Users", &[("Identity", "alice")]),
    (
        "Webhooks",
        &[
            ("Target", "webhook"),
            ("Configuration.Url", "https://example.com/hook"),
            ("Configuration.Method", "POST"),
            ("Configuration.Filters", "onMessageAdded"),
        ],
    ),
    // What is changed has fields of its own.
    ("Participants!", &[("Attributes", "{}")]),
    ("Room participants!", &[("Status", "disconnected")]),
    ("Rooms!", &[("Status", "completed")]),
    ("Transcriptions!", &[("Status", "stopped")]),
    ("Participants", &[("Identity", "bob")]),
];

/// Where an operation acts: each world has SIDs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum World {
    DefaultService,
    Service,
    Video,
}

/// What operations do, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Create,
    Fetch,
    List,
    Update,
    Delete,
}

impl World {
    fn of(operation: &Operation) -> Self {
        let path = operation.path;
        let video = ["/v1/Room", "/v1/Recording", "/v1/Composition"];
        if video.iter().any(|head| path.starts_with(head)) {
            Self::Video
        } else if path.starts_with("/v1/Services/{ChatServiceSid}") {
            Self::Service
        } else {
            Self::DefaultService
        }
    }
}

impl Deed {
    const ALL: [Self; 5] = [Self::Create, Self::Fetch, Self::List, Self::Update, Self::Delete];

    fn of(operation: &Operation) -> Self {
        let is = |deed: &Self| operation.name.starts_with(&format!("{deed:?}"));
        Self::ALL.into_iter().find(is).expect("names begin with a deed")
    }
}

/// The last segment of a path that is no SID.
fn thing(operation: &Operation) -> &'static str {
    let mut words = operation.path.split('/').rev();
    words.find(|word| !word.starts_with('{')).unwrap_or_default()
}

type Order = (Deed, bool, Reverse<usize>, usize, bool, &'static str);

/// Creates from the top, compositions of a room behind the room; changes and deletes from the bottom.
/// People leave a call before they are forgotten, and a conversation first by way of its user.
fn order(operation: &'static Operation) -> Order {
    let deed = Deed::of(operation);
    let depth = operation.path.split('/').count();
    let (up, down) = match deed {
        Deed::Create | Deed::Fetch | Deed::List => (0, depth),
        Deed::Update | Deed::Delete => (depth, 0),
    };
    let late = ["Anonymize", "Compositions"].contains(&thing(operation));
    let by_user = operation.path.contains("{UserSid}");
    (deed, late, Reverse(up), down, !by_user, operation.path)
}

struct Walker {
    rest: Rest,
    video: Rest,
    known: BTreeMap<(World, &'static str), String>,
}

/// Tries all operations; in the order of the documents.
pub(super) async fn walk(stack: &Stack) -> Vec<Finding> {
    let (rest, video) = (stack.rest(), stack.rest().host("video.twilio.com"));
    let mut walker = Walker { rest, video, known: BTreeMap::new() };
    let service = walker.rest.post("/v1/Services", &[("FriendlyName", "scope")]).await.text("sid");
    walker.known.insert((World::Service, "Services"), service);
    let mut todo: Vec<_> = operations().iter().collect();
    todo.sort_by_key(|operation| order(operation));
    let mut problems = BTreeMap::new();
    let mut deed = Deed::Create;
    for operation in todo {
        if Deed::of(operation) != deed && deed == Deed::Create {
            walker.seed().await;
        }
        deed = Deed::of(operation);
        if let Some(problem) = walker.attempt(operation).await {
            problems.insert(operation.name, problem);
        }
    }
    let finding = |operation: &'static Operation| Finding {
        operation,
        problem: problems.remove(operation.name),
    };
    operations().iter().map(finding).collect()
}

impl Walker {
    /// What is wrong with the answer, if anything.
    async fn attempt(&mut self, operation: &'static Operation) -> Option<String> {
        let form = self.form(operation);
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let path = self.path(operation);
        let is_video = World::of(operation) == World::Video;
        let rest = if is_video { &self.video } else { &self.rest };
        let answer = if operation.method == Method::GET {
            rest.get(&format!("{path}?{pairs}")).await
        } else {
            rest.send(operation.method.clone(), &path, pairs).await
        };
        let mut found = breaches(operation, &answer);
        let json = answer.json();
        match operation.body {
            Some(Body::Page { member, .. }) if json[member] == json!([]) => {
                found.push("an empty list shows nothing".to_owned());
            }
            Some(Body::One(_)) if found.is_empty() && Deed::of(operation) == Deed::Create => {
                // Transcriptions are named otherwise.
                let sid = json.get("sid").unwrap_or(&json["ttid"]);
                self.learn(World::of(operation), thing(operation), sid);
            }
            Some(Body::Page { .. } | Body::One(_)) | None => {}
        }
        (!found.is_empty()).then(|| format!("{} {answer}", found.join("; ")))
    }

    fn learn(&mut self, world: World, thing: &'static str, sid: &Value) {
        if let Some(sid) = sid.as_str() {
            self.known.insert((world, thing), sid.to_owned());
        }
    }

    fn sid(&self, world: World, thing: &str) -> &str {
        let found = self.known.iter().find(|((at, it), _)| (*at, *it) == (world, thing));
        found.map_or("nothing", |(_, sid)| sid)
    }

    fn path(&self, operation: &Operation) -> String {
        let world = World::of(operation);
        let mut before = "";
        let mut path = String::new();
        for word in operation.path.split('/').skip(1) {
            path.push('/');
            path.push_str(if word.starts_with('{') { self.sid(world, before) } else { word });
            before = word;
        }
        path
    }

    fn form(&self, operation: &Operation) -> Vec<(&'static str, String)> {
        let mut key = thing(operation).to_owned();
        if World::of(operation) == World::Video && key == "Participants" {
            "Room participants".clone_into(&mut key);
        }
        let changed = format!("{key}!");
        let is_update = Deed::of(operation) == Deed::Update;
        let named = |key: &str| FORMS.iter().find(|(name, _)| *name == key);
        let fields = named(&changed).filter(|_| is_update).or_else(|| named(&key));
        let fields = fields.map_or(&[][..], |(_, fields)| fields);
        let knows = |name: &str| operation.parameters.iter().any(|it| it.name == name);
        let mut form: Vec<_> = fields
            .iter()
            .filter(|(name, _)| knows(name))
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        if knows("RoomSid") && operation.method == Method::POST {
            form.push(("RoomSid", self.sid(World::Video, "Rooms").to_owned()));
        }
        form
    }

    /// Makes what REST cannot, and lets a user take part.
    async fn seed(&mut self) {
        for world in [World::DefaultService, World::Service] {
            self.seed_conversation(world).await;
        }
        let room = self.sid(World::Video, "Rooms").to_owned();
        for (identity, kind, thing) in
            [("alice", "audio", "PublishedTracks"), ("bob", "video", "SubscribedTracks")]
        {
            let tracks = json!([{ "kind": kind, "name": kind }]);
            let body = json!({ "room": room, "identity": identity, "tracks": tracks });
            let seeded = self.plant("video/participants", &body).await.json();
            self.learn(World::Video, thing, &seeded["tracks"][0]["sid"]);
            if identity == "alice" {
                self.learn(World::Video, "Participants", &seeded["participant_sid"]);
            }
        }
    }

    async fn seed_conversation(&mut self, world: World) {
        let conversation = self.sid(world, "Conversations").to_owned();
        let service = match world {
            World::Service => self.sid(world, "Services").to_owned(),
            World::DefaultService | World::Video => {
                self.rest.get("/v1/Configuration").await.text("default_chat_service_sid")
            }
        };
        let path = format!("/v1/Services/{service}/Conversations/{conversation}/Participants");
        let joined = self.rest.post(&path, &[("Identity", "alice")]).await;
        assert_eq!(joined.status, StatusCode::CREATED, "{joined}");
        let receipt = json!({
            "conversation_sid": conversation,
            "message_sid": self.sid(world, "Messages"),
            "participant_sid": self.sid(world, "Participants"),
            "status": "delivered",
        });
        let receipt = self.plant("conversations/receipts", &receipt).await.json();
        self.learn(world, "Receipts", &receipt["sid"]);
        let binding =
            json!({ "chat_service_sid": service, "identity": "alice", "binding_type": "fcm" });
        let binding = self.plant("conversations/bindings", &binding).await.json();
        self.learn(world, "Bindings", &binding["sid"]);
    }

    async fn plant(&self, what: &str, body: &Value) -> Answer {
        let path = format!("/_emulator/v1/seed/{what}");
        self.rest.send(Method::POST, &path, body.to_string()).await
    }
}
