//! A bot that takes part in the lobby and answers whoever speaks to it.
//!
//! ```sh
//! cargo run --package twilio-conversations --features realtime --example bot -- robot
//! ```
//!
//! The emulator has to run, as by `cargo run --package fake-twilio`; live Twilio takes the variables of the
//! example `login`.

use std::env;

use anyhow::Context;
use twilio_conversations::realtime::Client;

#[path = "bot/answers.rs"]
mod answers;

#[expect(dead_code, reason = "the example's own main prints the token")]
#[path = "login.rs"]
mod login;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let identity = env::args().nth(1).context("usage: bot IDENTITY")?;
    let token = move || {
        let identity = identity.clone();
        async move { login::log_in(|name| env::var(name).ok(), &identity).await }
    };
    let (client, mut events) = Client::builder(token).from_env()?.connect().await?;
    answers::answer(&client, &mut events).await
}
