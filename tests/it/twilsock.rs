//! Twilsock and Sync, frame by frame.

mod admins;
mod catching_up;
mod client_v1;
mod closing;
mod connections;
mod delivery;
mod frames;
mod journal;
mod objects;
mod permissions;
mod restoring;
mod stored;
mod subscriptions;
mod tokens;

use e2e::{Caller, Stack};
use serde_json::{Value, json};
use twilio_conversations::{Client, resource, sid::MessageSid, wire::rest::conversation::State};

/// A conversation with participants.
struct Room {
    sid: String,
    client: Client,
}

impl Room {
    async fn with(stack: &Stack, members: &[&str]) -> Self {
        let client = stack.client();
        let made = client.conversations().create().friendly_name("Room").await;
        let room = Self { sid: made.expect("a conversation").sid.to_string(), client };
        for member in members {
            room.add(member).await;
        }
        room
    }

    async fn add(&self, member: &str) {
        self.by_rest().participants().create().identity(member).await.expect("a new member");
    }

    /// Says something by REST.
    async fn say(&self, body: &str) {
        self.by_rest().messages().create().body(body).await.expect("a message");
    }

    /// Says something by REST for a member.
    async fn say_as(&self, author: &str, body: &str) -> MessageSid {
        let message = self.by_rest().messages().create().author(author).body(body).await;
        message.expect("a message").sid
    }

    /// Closes it by REST.
    async fn close(&self) {
        let update = self.client.conversations().update(&self.sid).state(State::Closed);
        update.await.expect("a closed conversation");
    }

    /// What belongs to it, by REST.
    fn by_rest(&self) -> resource::Conversation {
        self.client.conversation(&self.sid)
    }

    /// Kind and name of its three objects.
    fn objects(&self) -> [(&'static str, String); 3] {
        [("document", "channel"), ("list", "messages"), ("map", "roster")]
            .map(|(kind, part)| (kind, format!("{}.{part}", self.sid)))
    }
}

/// Where a Sync object is answered.
fn sync_path(kind: &str, name: &str) -> String {
    let plural = match kind {
        "document" => "Documents",
        "list" => "Lists",
        _ => "Maps",
    };
    format!("/v3/{plural}/{name}")
}

/// Begins to listen to an object, from its first event or from what is known of it.
async fn follow(caller: &mut Caller, kind: &str, name: &str, since: Option<u64>) -> String {
    let sid = caller.get(&sync_path(kind, name)).await.text("sid");
    let wanted = json!([{ "object_sid": sid, "object_type": kind, "last_event_id": since }]);
    caller.subscribe(1, "establish", &wanted).await;
    sid
}

/// Connects and listens to a room, from now on.
async fn listener(stack: &Stack, identity: &str, room: &Room) -> Caller {
    let mut caller = stack.caller(identity).await;
    caller.get("/Client/v2/Configuration").await;
    for (kind, name) in room.objects() {
        follow(&mut caller, kind, &name, Some(0)).await;
    }
    caller.settle().await;
    caller.transcript();
    caller
}

/// Type and subject of a push, for people.
fn told(push: &Value) -> String {
    let kind = push["event_type"].as_str().unwrap_or("typing");
    let event = &push["events"][0];
    let subject = [&event["item_data"]["text"], &event["item_data"]["identity"], &push["identity"]];
    match subject.iter().find_map(|subject| subject.as_str()) {
        Some(subject) => format!("{kind} {subject}"),
        None => kind.to_owned(),
    }
}
