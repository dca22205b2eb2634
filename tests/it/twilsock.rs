//! Twilsock and Sync, frame by frame.

mod admins;
mod catching_up;
mod client_v1;
mod closing;
mod connections;
mod delivery;
mod frames;
mod objects;
mod permissions;
mod stored;
mod subscriptions;
mod tokens;

use e2e::{Caller, Rest, Stack};
use http::Method;
use serde_json::{Value, json};

/// A conversation with participants.
struct Room {
    sid: String,
    /// Its path in the public API.
    path: String,
    rest: Rest,
}

impl Room {
    async fn with(stack: &Stack, members: &[&str]) -> Self {
        let rest = stack.rest();
        let sid = rest.post("/v1/Conversations", &[("FriendlyName", "Room")]).await.text("sid");
        let room = Self { path: format!("/v1/Conversations/{sid}"), sid, rest };
        for member in members {
            room.add(member).await;
        }
        room
    }

    async fn add(&self, member: &str) {
        let all = format!("{}/Participants", self.path);
        assert_eq!(self.rest.post(&all, &[("Identity", member)]).await.status, 201);
    }

    /// Says something by REST.
    async fn say(&self, body: &str) {
        let all = format!("{}/Messages", self.path);
        assert_eq!(self.rest.post(&all, &[("Body", body)]).await.status, 201);
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

/// Ends connections of chat clients as the emulator is told to; gives how many.
async fn disconnect(stack: &Stack, whom: &Value) -> u64 {
    let path = "/_emulator/v1/clients/disconnect";
    let answer = stack.rest().send(Method::POST, path, whom.to_string()).await;
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()["disconnected"].as_u64().expect("a number")
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
