//! Changes the room by REST and says what is true of it.

use e2e::{Rest, Stack};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// Somebody with REST, whose word counts.
pub(super) struct Writer {
    rest: Rest,
    room: String,
    path: String,
    people: Vec<String>,
}

/// All that REST says in the end.
pub(super) struct Truth {
    messages: Value,
    participants: Vec<Value>,
}

impl Truth {
    /// What somebody ought to see.
    pub(super) fn of(&self, name: &str) -> Value {
        let own = self.participants.iter().find(|it| it["identity"] == name);
        let read = own.map(|own| own["read"].clone());
        json!({ "messages": self.messages, "participants": self.participants, "read": read })
    }
}

impl Writer {
    pub(super) async fn open(stack: &Stack, people: &[&str]) -> Self {
        let rest = stack.rest();
        let room = rest.post("/v1/Conversations", &[("FriendlyName", "Storm")]).await.text("sid");
        let path = format!("/v1/Conversations/{room}");
        for name in people {
            let made = rest.post(&format!("{path}/Participants"), &[("Identity", *name)]).await;
            assert_eq!(made.status, 201, "{made}");
        }
        let people = people.iter().map(|&name| name.to_owned()).collect();
        Self { rest, room, path, people }
    }

    pub(super) fn room(&self) -> &str {
        &self.room
    }

    /// Leaves a mark in every Sync object that a client follows: anyone who has seen all of them has
    /// been told of everything before.
    pub(super) async fn mark(&mut self, mark: &str) {
        let sent = self.post("Messages", &[("Body", mark)]).await;
        let index = sent["index"].to_string();
        self.post("Participants", &[("Identity", mark)]).await;
        for name in self.people.clone() {
            let form = [("LastReadMessageIndex", index.as_str())];
            self.post(&format!("Participants/{name}"), &form).await;
        }
        let renamed = self.rest.post(&self.path, &[("FriendlyName", mark)]).await;
        assert_eq!(renamed.status, 200, "{renamed}");
    }

    /// Does something random; a refusal because somebody else was first is part of the storm.
    pub(super) async fn stir(&mut self, rng: &mut ChaCha8Rng, deed: usize) {
        let person = self.people[rng.random_range(0..self.people.len())].clone();
        let text = format!("rest-{deed}");
        let attributes = json!({ "deed": deed }).to_string();
        match rng.random_range(0..12) {
            0..4 => {
                let form = [("Author", person.as_str()), ("Body", &text)];
                self.post("Messages", &form).await;
            }
            4 | 5 => self.with_message(rng, &[("Body", &text)]).await,
            6 => self.with_message(rng, &[("Attributes", &attributes)]).await,
            7 => self.with_message(rng, &[]).await,
            8 => {
                self.post("Participants", &[("Identity", &text)]).await;
            }
            9 => {
                let all = self.list("participants").await;
                let guest = &all[rng.random_range(0..all.len())];
                let is_guest = guest["identity"].as_str().is_some_and(|it| it.starts_with("rest-"));
                if is_guest {
                    let guest = guest["sid"].as_str().unwrap_or_default();
                    self.rest.delete(&format!("{}/Participants/{guest}", self.path)).await;
                }
            }
            10 => {
                let form = [("Attributes", attributes.as_str())];
                self.post(&format!("Participants/{person}"), &form).await;
            }
            _ => {
                let index = rng.random_range(0..=deed).to_string();
                let form = [("LastReadMessageIndex", index.as_str())];
                self.post(&format!("Participants/{person}"), &form).await;
            }
        }
    }

    /// Changes a random message, or removes it if there is nothing to change.
    async fn with_message(&self, rng: &mut ChaCha8Rng, form: &[(&str, &str)]) {
        let all = self.list("messages").await;
        let chosen = &all[rng.random_range(0..all.len())];
        // Marks have to be seen.
        if chosen["author"] == "system" {
            return;
        }
        let path = format!("{}/Messages/{}", self.path, chosen["sid"].as_str().unwrap_or_default());
        if form.is_empty() {
            self.rest.delete(&path).await;
        } else {
            self.rest.post(&path, form).await;
        }
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let answer = self.rest.post(&format!("{}/{path}", self.path), form).await;
        assert!(!answer.status.is_server_error(), "{path}: {answer}");
        answer.json()
    }

    async fn list(&self, what: &str) -> Vec<Value> {
        let part = if what == "messages" { "Messages" } else { "Participants" };
        let mut all = Vec::new();
        let mut next = Some(format!("{}/{part}?PageSize=100", self.path));
        while let Some(path) = next {
            let page = self.rest.get(&path).await.json();
            all.extend(page[what].as_array().cloned().into_iter().flatten());
            let url = page["meta"]["next_page_url"].as_str();
            next = url.and_then(|url| url.find("/v1/").map(|at| url[at..].to_owned()));
        }
        all
    }

    /// The current state, as clients see it.
    pub(super) async fn truth(&self) -> Truth {
        let attributes = |it: &Value| -> Value {
            serde_json::from_str(it["attributes"].as_str().unwrap_or("{}")).expect("JSON")
        };
        let message = |it: &Value| {
            json!({
                "index": it["index"], "author": it["author"], "body": it["body"],
                "attributes": attributes(it),
            })
        };
        let participant = |it: &Value| {
            json!({
                "sid": it["sid"], "identity": it["identity"], "attributes": attributes(it),
                "read": it["last_read_message_index"],
            })
        };
        let mut participants: Vec<_> =
            self.list("participants").await.iter().map(participant).collect();
        participants.sort_by_key(|it| it["sid"].to_string());
        let messages = self.list("messages").await.iter().map(message).collect();
        Truth { messages, participants }
    }
}
