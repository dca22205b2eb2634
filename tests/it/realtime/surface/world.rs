//! Two people in a lobby, REST, and waiting for events.

use std::sync::Arc;

use e2e::Stack;
use http::Method;
use serde_json::{Value, json};
use twilio_conversations::{
    realtime::{Client, Conversation, ConversationState, Error, Event, Events, Message},
    sid::ConversationSid,
};

use crate::realtime::{builder, heard};

/// Enough for all events of the walk that nobody waits for.
const EVENTS: usize = 8192;

pub(super) struct World {
    pub(super) stack: Arc<Stack>,
    pub(super) ada: Client,
    pub(super) ada_events: Events,
    pub(super) bob: Client,
    pub(super) bob_events: Events,
    pub(super) sid: ConversationSid,
    /// Message index of what was read last.
    pub(super) read: u32,
}

impl World {
    pub(super) async fn create(stack: Stack) -> Self {
        let stack = Arc::new(stack);
        let service = format!("/v1/Services/{}/Configuration", stack.service());
        let on = [("ReachabilityEnabled", "true")];
        assert!(stack.rest().post(&service, &on).await.status.is_success());
        let form = [("UniqueName", "lobby"), ("FriendlyName", "Lobby")];
        let sid = conversation(&stack, &form, &["ada", "bob"]).await;
        let (ada, ada_events) = connect(&stack, "ada").await;
        let (bob, bob_events) = connect(&stack, "bob").await;
        Self { stack, ada, ada_events, bob, bob_events, sid, read: 0 }
    }

    pub(super) fn room(&self) -> Conversation {
        self.ada.conversation(self.sid)
    }

    pub(super) fn bobs_room(&self) -> Conversation {
        self.bob.conversation(self.sid)
    }

    pub(super) async fn connect(&self, identity: &str) -> (Client, Events) {
        connect(&self.stack, identity).await
    }

    /// Changes something by REST.
    pub(super) async fn rest(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Value {
        let answer = self.stack.rest().call(method, path, form).await;
        assert!(answer.status.is_success(), "{path}: {answer}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    pub(super) async fn conversation(
        &self,
        form: &[(&str, &str)],
        people: &[&str],
    ) -> ConversationSid {
        conversation(&self.stack, form, people).await
    }

    /// Makes what only channels make.
    pub(super) async fn seed(&self, what: &str, body: &Value) {
        self.stack.seed(&format!("conversations/{what}"), body).await;
    }

    /// Sends as ada and gives the message as bob sees it.
    pub(super) async fn sent(&mut self, body: &str) -> Message {
        self.sent_with(body, &json!({})).await
    }

    pub(super) async fn sent_with(&mut self, body: &str, attributes: &Value) -> Message {
        let sent = self.room().send(body).attributes(attributes).await.unwrap();
        let mine = heard(&mut self.ada_events, is_added(sent.sid.to_string())).await;
        let theirs = heard(&mut self.bob_events, is_added(sent.sid.to_string())).await;
        assert_eq!((&mine, theirs.body.as_deref()), (&theirs, Some(body)));
        theirs
    }

    /// Waits until bob sees the lobby so.
    pub(super) async fn bob_sees(&mut self, fits: impl Fn(&ConversationState) -> bool) {
        let room = self.bobs_room();
        becomes(&mut self.bob_events, &room, fits).await;
    }

    /// Waits until ada sees the lobby so.
    pub(super) async fn ada_sees(&mut self, fits: impl Fn(&ConversationState) -> bool) {
        let room = self.room();
        becomes(&mut self.ada_events, &room, fits).await;
    }
}

/// Waits until a conversation is so, and for an event that says so.
pub(super) async fn becomes(
    events: &mut Events,
    room: &Conversation,
    fits: impl Fn(&ConversationState) -> bool,
) {
    loop {
        heard(events, |event| (event.conversation() == Some(room.sid())).then_some(())).await;
        if fits(&room.state().await.unwrap()) {
            return;
        }
    }
}

async fn connect(stack: &Arc<Stack>, identity: &str) -> (Client, Events) {
    let connecting = builder(stack, identity).event_buffer(EVENTS).connect();
    connecting.await.unwrap()
}

async fn conversation(stack: &Stack, form: &[(&str, &str)], people: &[&str]) -> ConversationSid {
    let made = stack.rest().post("/v1/Conversations", form).await;
    let sid = made.text("sid");
    for identity in people {
        let path = format!("/v1/Conversations/{sid}/Participants");
        let added = stack.rest().post(&path, &[("Identity", identity)]).await;
        assert!(added.status.is_success(), "{added}");
    }
    sid.parse().unwrap()
}

pub(super) fn is_added(sid: String) -> impl Fn(&Event) -> Option<Message> {
    move |event| {
        if let Event::MessageAdded(_, message) = event
            && message.sid.to_string() == sid
        {
            Some((**message).clone())
        } else {
            None
        }
    }
}

/// An operation was refused with this error number of Twilio's.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: u32) {
    let error = result.expect_err("it was to be refused");
    assert_eq!(error.code(), Some(code), "{error}");
}
