//! Loads a conversation from a file, with the dates at which everything happened.
//!
//! ```sh
//! cargo run --package twilio-conversations --example import -- crates/twilio-conversations/examples/history.json
//! ```
//!
//! The emulator has to run, as by `cargo run --package fake-twilio`. With `TWILIO_BACKEND=live` it is
//! Twilio, and `TWILIO_API_KEY_SID` and `TWILIO_API_KEY_SECRET` have to be set.

use std::{
    env, fs,
    io::{Write, stdout},
};

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;
use twilio_conversations::{Client, Config, sid::ConversationSid, wire::time::Seconds};

/// A conversation as the file has it.
#[derive(Deserialize)]
struct History {
    unique_name: String,
    friendly_name: String,
    date_created: Seconds,
    participants: Vec<Participant>,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Participant {
    identity: String,
    date_created: Seconds,
}

#[derive(Deserialize)]
struct Message {
    author: String,
    body: String,
    date_created: Seconds,
    attributes: Option<Value>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let path = env::args().nth(1).context("usage: import FILE")?;
    let history = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let client = Client::new(&Config::from_env()?)?;
    writeln!(stdout(), "{}", import(&client, &history).await?)?;
    Ok(())
}

/// Returns the SID of the new conversation; `history` is the text of the file.
pub(crate) async fn import(client: &Client, history: &str) -> anyhow::Result<ConversationSid> {
    let history: History = serde_json::from_str(history).context("the file is no history")?;
    let Seconds(at) = history.date_created;
    let create = client.conversations().create().unique_name(history.unique_name);
    let create = create.friendly_name(history.friendly_name).date_created(at).date_updated(at);
    let sid = create.await?.sid;
    let conversation = client.conversation(sid);
    for Participant { identity, date_created: Seconds(at) } in history.participants {
        let create = conversation.participants().create().identity(identity);
        create.date_created(at).date_updated(at).await?;
    }
    // One after the other: the index of a message is the order in which they arrive.
    for Message { author, body, date_created: Seconds(at), attributes } in history.messages {
        let mut create = conversation.messages().create().author(author).body(body);
        if let Some(attributes) = attributes {
            create = create.attributes(&attributes);
        }
        create.date_created(at).date_updated(at).await?;
    }
    Ok(sid)
}
