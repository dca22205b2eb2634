//! Changes the room by REST and says what is true of it.

use std::fmt::Debug;

use e2e::{Rest, Stack};
use http::Method;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use twilio_conversations::{
    Client, Error,
    resource::{Conversation, Messages, Participants},
};

/// A REST client whose state is the expected one.
pub(super) struct Writer {
    client: Client,
    /// Where typing of others is reported.
    control: Rest,
    room: String,
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

/// A refusal because somebody else was first is part of the storm, and nothing else is.
fn first<T: Debug>(result: &Result<T, Error>) {
    let is_refusal = |error: &Error| error.status().is_some_and(|it| it.is_client_error());
    assert!(result.as_ref().err().is_none_or(is_refusal), "{result:?}");
}

impl Writer {
    pub(super) async fn open(stack: &Stack, people: &[&str]) -> Self {
        let client = stack.client();
        let room = client.conversations().create().friendly_name("Storm").await.unwrap();
        let people = people.iter().map(|&name| name.to_owned()).collect();
        let writer = Self { client, control: stack.rest(), room: room.sid.to_string(), people };
        for name in &writer.people {
            writer.participants().create().identity(name).await.unwrap();
        }
        writer
    }

    pub(super) fn room(&self) -> &str {
        &self.room
    }

    fn below(&self) -> Conversation {
        self.client.conversation(&self.room)
    }

    fn messages(&self) -> Messages {
        self.below().messages()
    }

    fn participants(&self) -> Participants {
        self.below().participants()
    }

    /// Leaves a mark in every Sync object that a client follows: anyone who has seen all of them has
    /// been told of everything before.
    pub(super) async fn mark(&mut self, mark: &str) {
        let sent = self.messages().create().body(mark).await.unwrap();
        self.participants().create().identity(mark).await.unwrap();
        for name in &self.people {
            let read = self.participants().update(name).last_read_message_index(sent.index);
            read.await.unwrap();
        }
        self.client.conversations().update(&self.room).friendly_name(mark).await.unwrap();
    }

    /// Sends a message of each person, which ends the typing of all.
    pub(super) async fn end_typing(&mut self) {
        for name in &self.people {
            self.messages().create().author(name).body("done").await.unwrap();
        }
    }

    async fn report_typing(&self, identity: &str) {
        let body = json!({ "identity": identity, "conversation": self.room }).to_string();
        let reported = self.control.send(Method::POST, "/_emulator/v1/act/type", body).await;
        assert!(reported.status.is_success(), "{reported}");
    }

    /// Does something random.
    pub(super) async fn stir(&mut self, rng: &mut ChaCha8Rng, deed: usize) {
        let person = self.people[rng.random_range(0..self.people.len())].clone();
        let text = format!("rest-{deed}");
        let attributes = json!({ "deed": deed });
        let (messages, participants) = (self.messages(), self.participants());
        match rng.random_range(0..14) {
            0..4 => first(&messages.create().author(person).body(text).await),
            choice @ 4..8 => {
                let all = messages.list().page_size(100).all().await.unwrap();
                let chosen = &all[rng.random_range(0..all.len())];
                // Marks have to be seen.
                if chosen.author == "system" {
                    return;
                }
                match choice {
                    4 | 5 => first(&messages.update(chosen.sid).body(text).await),
                    6 => first(&messages.update(chosen.sid).attributes(&attributes).await),
                    _ => first(&messages.delete(chosen.sid).await),
                }
            }
            8 => first(&participants.create().identity(text).await),
            9 => {
                let all = participants.list().page_size(100).all().await.unwrap();
                let guest = &all[rng.random_range(0..all.len())];
                if guest.identity.as_deref().is_some_and(|it| it.starts_with("rest-")) {
                    first(&participants.delete(guest.sid).await);
                }
            }
            10 => first(&participants.update(&person).attributes(&attributes).await),
            11 | 12 => self.report_typing(&person).await,
            _ => {
                let index = u32::try_from(rng.random_range(0..=deed)).expect("few");
                first(&participants.update(&person).last_read_message_index(index).await);
            }
        }
    }

    /// The current state, as clients see it.
    pub(super) async fn truth(&self) -> Truth {
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let participants = self.participants().list().page_size(100).all().await.unwrap();
        let participants = participants.into_iter().map(|it| {
            json!({
                "sid": it.sid, "identity": it.identity, "attributes": json(&it.attributes),
                "read": it.last_read_message_index,
            })
        });
        let mut participants: Vec<_> = participants.collect();
        participants.sort_by_key(|it| it["sid"].to_string());
        let messages = self.messages().list().page_size(100).all().await.unwrap();
        let messages = messages.into_iter().map(|it| {
            json!({
                "index": it.index, "author": it.author, "body": it.body,
                "attributes": json(&it.attributes),
            })
        });
        Truth { messages: messages.collect(), participants }
    }
}
