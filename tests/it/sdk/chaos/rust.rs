//! The Rust client, in the place of a script with an official one: it takes the same commands and tells
//! the same events.

use std::convert::Infallible;

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use twilio_conversations::realtime::{
    Backfill, Client, Conversation, Error, Event, Events, Message, Participant, ReconnectPolicy,
};

/// Short waits, as the official clients have them here.
const RECONNECT: ReconnectPolicy = ReconnectPolicy {
    min: jiff::SignedDuration::from_millis(10),
    max: jiff::SignedDuration::from_millis(50),
    randomness: 0.0,
};

/// More than a storm has.
const PLENTY: usize = 16 * 1024;

/// Somebody with the Rust client, who dials this address.
pub(super) fn talk(address: String) -> (UnboundedSender<Value>, UnboundedReceiver<Value>) {
    let (commands, mut to_do) = unbounded_channel::<Value>();
    let (tell, said) = unbounded_channel();
    tokio::spawn(async move {
        let Some(join) = to_do.recv().await else { return };
        let (room, events) = open(&join, &address).await;
        tokio::spawn(tell_events(room.clone(), events, tell.clone()));
        answer(&tell, &join, Ok(json!("rust")));
        while let Some(command) = to_do.recv().await {
            let (room, tell) = (room.clone(), tell.clone());
            tokio::spawn(async move { answer(&tell, &command, act(&room, &command).await) });
        }
    });
    (commands, said)
}

fn answer(tell: &UnboundedSender<Value>, command: &Value, result: Result<Value, Error>) {
    let id = &command["id"];
    // At the end of a test nobody listens.
    let _ = tell.send(match result {
        Ok(done) => json!({"id": id, "done": done}),
        Err(error) => json!({"id": id, "failed": error.to_string()}),
    });
}

async fn open(join: &Value, address: &str) -> (Conversation, Events) {
    let token = join["token"].as_str().expect("a token").to_owned();
    let provide = move || {
        let token = token.clone();
        async move { Ok::<_, Infallible>(token) }
    };
    let connecting = Client::builder(provide)
        .url(address.parse().expect("an address"))
        .reconnect(RECONNECT)
        .backfill(Backfill::All)
        .kept_messages(PLENTY)
        .event_buffer(PLENTY)
        .connect();
    let (client, events) = connecting.await.expect("a calm line");
    let sid = join["sid"].as_str().expect("a SID").parse().expect("a SID");
    (client.conversation(sid), events)
}

async fn act(room: &Conversation, command: &Value) -> Result<Value, Error> {
    let body = || command["body"].as_str().unwrap_or_default();
    let index = command["index"].as_u64().unwrap_or_default();
    match command["do"].as_str() {
        Some("send") => {
            let sent = room.send(body()).attributes(&command["attributes"]).await?;
            Ok(json!(sent.index))
        }
        Some("edit") => {
            if let Some(message) = room.state().await?.messages.get(&index) {
                room.edit(message.sid, body()).await?;
            }
            Ok(Value::Null)
        }
        Some("type") => Ok(json!(room.typing().await?.as_secs())),
        Some("read") => Ok(json!(room.set_last_read(u32::try_from(index).ok()).await?)),
        Some("state") => {
            let state = room.state().await?;
            let participants: Vec<_> = state.participants.values().map(participant).collect();
            Ok(json!({
                "messages": state.messages.values().map(message).collect::<Vec<_>>(),
                "participants": participants,
                "name": state.friendly_name,
                "read": state.last_read_message_index,
            }))
        }
        other => panic!("{other:?} is no command"),
    }
}

async fn tell_events(room: Conversation, mut events: Events, tell: UnboundedSender<Value>) {
    while let Some(event) = events.next().await {
        let event = event.expect("the buffer is large enough");
        if let Some(word) = word(&room, &event).await
            && tell.send(word).is_err()
        {
            return;
        }
    }
}

async fn word(room: &Conversation, event: &Event) -> Option<Value> {
    let (name, mut what) = if let Event::MessageAdded(_, it) = event {
        ("messageAdded", message(it))
    } else if let Event::MessageUpdated(_, it) = event {
        ("messageUpdated", message(it))
    } else if let Event::MessageRemoved(_, it) = event {
        ("messageRemoved", message(it))
    } else if let Event::ParticipantJoined(_, it) = event {
        ("participantJoined", participant(it))
    } else if let Event::ParticipantLeft(_, it) = event {
        ("participantLeft", participant(it))
    } else if let Event::ParticipantUpdated(_, it) = event {
        ("participantUpdated", participant(it))
    } else if let Event::Typing { identity, .. } = event {
        ("typingStarted", json!({"identity": identity}))
    } else if let Event::TypingEnded { identity, .. } = event {
        ("typingEnded", json!({"identity": identity}))
    } else if let Event::ConversationUpdated(_) = event {
        let state = room.state().await.ok()?;
        let (name, read) = (state.friendly_name, state.last_read_message_index);
        ("updated", json!({"name": name, "read": read}))
    } else if let Event::ConversationRemoved(_) = event {
        ("conversationRemoved", json!({}))
    } else if let Event::TokenExpired = event {
        ("tokenExpired", json!({}))
    } else {
        return None;
    };
    what["event"] = name.into();
    Some(what)
}

fn message(it: &Message) -> Value {
    let attributes: Value = serde_json::from_str(&it.attributes).expect("JSON");
    json!({"index": it.index, "author": it.author, "body": it.body, "attributes": attributes})
}

fn participant(it: &Participant) -> Value {
    let attributes: Value = serde_json::from_str(&it.attributes).expect("JSON");
    json!({
        "sid": it.sid, "identity": it.identity, "attributes": attributes,
        "read": it.last_read_message_index,
    })
}
