//! Lets a user into a conversation and prints the access token for a browser.
//!
//! ```sh
//! cargo run --package twilio-conversations --example login -- alice
//! ```
//!
//! The emulator has to run, as by `cargo run --package fake-twilio`. With `TWILIO_BACKEND=live` it is
//! Twilio, and `TWILIO_ACCOUNT_SID`, `TWILIO_API_KEY_SID` and `TWILIO_API_KEY_SECRET` have to be set.

use std::{
    env,
    io::{Write, stdout},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Context;
use twilio_conversations::{Client, Config, Error, wire::rest::conversation::Conversation};
use twilio_token::{AccessToken, ChatGrant, Secret, Signer, VideoGrant};

/// Unique name of the conversation, and name of the video room.
const ROOM: &str = "lobby";

/// Twilio's error number for an identity that takes part already.
const TAKES_PART: u32 = 50433;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let identity = env::args().nth(1).context("usage: login IDENTITY")?;
    writeln!(stdout(), "{}", log_in(|name| env::var(name).ok(), &identity).await?)?;
    Ok(())
}

/// Returns the token; `variable` reads the environment.
pub(crate) async fn log_in(
    variable: impl Fn(&str) -> Option<String>,
    identity: &str,
) -> anyhow::Result<String> {
    let client = Client::new(&Config::from_variables(&variable)?)?;
    let conversation = room(&client).await?;
    let participants = client.conversation(conversation.sid).participants();
    match participants.create().identity(identity).await {
        Err(error) if error.code() != Some(TAKES_PART) => return Err(error.into()),
        Ok(_) | Err(_) => {}
    }

    // The emulator's credentials, unless others are set.
    let value =
        |name, default: String| variable(name).filter(|it| !it.is_empty()).unwrap_or(default);
    let account = value("TWILIO_ACCOUNT_SID", format!("AC{:032}", 0)).parse()?;
    let key = value("TWILIO_API_KEY_SID", format!("SK{:032}", 0)).parse()?;
    let secret: Secret = value("TWILIO_API_KEY_SECRET", "not-a-real-secret".to_owned()).parse()?;
    let token = AccessToken::new()
        .identity(identity)
        .chat(ChatGrant::service(conversation.chat_service_sid))
        .video(VideoGrant::room(ROOM));
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(Signer::new(account, key, &secret).sign(&token, now)?)
}

async fn room(client: &Client) -> Result<Conversation, Error> {
    match client.conversations().fetch(ROOM).await {
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => {
            client.conversations().create().unique_name(ROOM).await
        }
        found => found,
    }
}
