//! A chat in the terminal: history, live messages, who is here, who types, media by name.
//!
//! ```sh
//! cargo run --package twilio-conversations --features realtime --example chat -- ada
//! ```
//!
//! The emulator has to run, as by `cargo run --package fake-twilio`; live Twilio takes the variables of the
//! example `login`. Page Up reads older messages, `/leave` leaves the conversation for good, and Esc ends
//! the program.

use std::{env, thread};

use anyhow::Context;
use ratatui::crossterm::event::{self, Event as Input, KeyCode, KeyEventKind};
use tokio::sync::mpsc;
use twilio_conversations::realtime::Client;

#[path = "chat/app.rs"]
mod app;

#[expect(dead_code, reason = "the example's own main prints the token")]
#[path = "login.rs"]
mod login;

use app::Chat;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let identity = env::args().nth(1).context("usage: chat IDENTITY")?;
    let token = move || {
        let identity = identity.clone();
        async move { login::log_in(|name| env::var(name).ok(), &identity).await }
    };
    let (client, events) = Client::builder(token).from_env()?.connect().await?;
    let lobby = client.conversation_by_name("lobby").await?;
    let chat = Chat::open(lobby, events).await?;
    let mut terminal = ratatui::init();
    let ended = chat.run(&mut terminal, keys()).await;
    ratatui::restore();
    client.shutdown().await;
    ended
}

/// Keys as they are pressed; the terminal is read by a thread of its own, because reading waits.
fn keys() -> mpsc::UnboundedReceiver<KeyCode> {
    let (pressed, keys) = mpsc::unbounded_channel();
    thread::spawn(move || {
        while let Ok(input) = event::read() {
            if let Input::Key(key) = input
                && key.kind == KeyEventKind::Press
                && pressed.send(key.code).is_err()
            {
                return;
            }
        }
    });
    keys
}
