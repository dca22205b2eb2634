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
use twilio_conversations::realtime::{Client, Conversation, Event, Events, History};

#[path = "chat/view.rs"]
mod view;

#[expect(dead_code, reason = "the example's own main prints the token")]
#[path = "login.rs"]
mod login;

use view::View;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let identity = env::args().nth(1).context("usage: chat IDENTITY")?;
    let token = move || {
        let identity = identity.clone();
        async move { login::log_in(|name| env::var(name).ok(), &identity).await }
    };
    let (client, events) = Client::builder(token).from_env()?.connect().await?;
    let lobby = client.conversation_by_name("lobby").await?;
    let mut terminal = ratatui::init();
    let ended = Chat::open(lobby, events).await?.run(&mut terminal).await;
    ratatui::restore();
    client.shutdown().await;
    ended
}

struct Chat {
    conversation: Conversation,
    events: Events,
    older: History,
    view: View,
}

impl Chat {
    async fn open(conversation: Conversation, events: Events) -> anyhow::Result<Self> {
        let state = conversation.state().await?;
        let mut older = conversation.history();
        if let Some((oldest, _)) = state.messages.first_key_value() {
            // The first page holds it once more, where it does no harm.
            older = older.from(*oldest);
        }
        Ok(Self { conversation, events, older, view: View::new(state) })
    }

    async fn run(mut self, terminal: &mut ratatui::DefaultTerminal) -> anyhow::Result<()> {
        let mut keys = keys();
        loop {
            terminal.draw(|frame| self.view.draw(frame))?;
            tokio::select! {
                event = self.events.next() => match event {
                    Some(Ok(event)) => self.hear(&event).await?,
                    Some(Err(_)) => {
                        self.events.catch_up().await?;
                        self.view.state = self.conversation.state().await?;
                    }
                    None => return Ok(()),
                },
                key = keys.recv() => match key {
                    Some(KeyCode::Esc) | None => return Ok(()),
                    Some(key) => if self.press(key).await? { return Ok(()) },
                },
            }
        }
    }

    async fn hear(&mut self, event: &Event) -> anyhow::Result<()> {
        if event.conversation() != Some(self.conversation.sid()) {
            if let Event::Connection(state) = event {
                self.view.connection = Some(*state);
            }
            return Ok(());
        }
        if let Event::Typing { identity, .. } = event {
            self.view.typing.insert(identity.clone());
        } else if let Event::TypingEnded { identity, .. } = event {
            self.view.typing.remove(identity);
        } else if let Event::MessageAdded(_, message) = event {
            self.view.put((**message).clone());
            self.conversation.advance_last_read(u32::try_from(message.index)?).await?;
        } else if let Event::MessageUpdated(_, message) = event {
            self.view.put((**message).clone());
        } else if let Event::MessageRemoved(_, message) = event {
            self.view.older.remove(&message.index);
            self.view.state.messages.remove(&message.index);
        } else if let Event::ConversationRemoved(_) = event {
            self.view.left = true;
        } else {
            let older = std::mem::take(&mut self.view.state.messages);
            self.view.older.extend(older);
            self.view.state = self.conversation.state().await?;
        }
        Ok(())
    }

    /// Returns whether that was the end.
    async fn press(&mut self, key: KeyCode) -> anyhow::Result<bool> {
        if let KeyCode::Char(letter) = key {
            if self.view.input.is_empty() && letter != '/' {
                self.conversation.typing().await?;
            }
            self.view.input.push(letter);
        } else if key == KeyCode::Backspace {
            self.view.input.pop();
        } else if key == KeyCode::PageUp {
            for message in self.older.next_page().await?.unwrap_or_default() {
                self.view.older.entry(message.index).or_insert(message);
            }
            self.view.scroll += 10;
        } else if key == KeyCode::PageDown {
            self.view.scroll = self.view.scroll.saturating_sub(10);
        } else if key == KeyCode::Enter {
            return self.say().await;
        }
        Ok(false)
    }

    /// Sends what was typed; returns whether that was the end.
    async fn say(&mut self) -> anyhow::Result<bool> {
        match std::mem::take(&mut self.view.input).as_str() {
            "" => {}
            "/leave" => {
                self.conversation.leave().await?;
                return Ok(true);
            }
            text => {
                self.view.scroll = 0;
                self.conversation.send(text).await?;
            }
        }
        Ok(false)
    }
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
