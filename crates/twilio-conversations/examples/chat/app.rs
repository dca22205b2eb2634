//! The chat on a terminal.

use std::error::Error as StdError;

use ratatui::{Terminal, backend::Backend, crossterm::event::KeyCode};
use tokio::sync::mpsc;
use twilio_conversations::realtime::{Conversation, Error, Event, Events, History};

#[path = "view.rs"]
mod view;

use view::View;

/// A conversation on a terminal.
pub(crate) struct Chat {
    conversation: Conversation,
    events: Events,
    older: History,
    view: View,
    /// Texts of requests that failed.
    failed: mpsc::UnboundedSender<String>,
    failures: mpsc::UnboundedReceiver<String>,
}

impl Chat {
    pub(crate) async fn open(conversation: Conversation, events: Events) -> anyhow::Result<Self> {
        let state = conversation.state().await?;
        let mut older = conversation.history();
        if let Some((oldest, _)) = state.messages.first_key_value() {
            // The first page holds it once more, where it does no harm.
            older = older.from(*oldest);
        }
        let (failed, failures) = mpsc::unbounded_channel();
        Ok(Self { conversation, events, older, view: View::new(state), failed, failures })
    }

    /// Runs until Esc is pressed, the conversation is left or the client ends.
    pub(crate) async fn run<B>(
        mut self,
        terminal: &mut Terminal<B>,
        mut keys: mpsc::UnboundedReceiver<KeyCode>,
    ) -> anyhow::Result<()>
    where
        B: Backend<Error: StdError + Send + Sync + 'static>,
    {
        loop {
            terminal.draw(|frame| self.view.draw(frame))?;
            tokio::select! {
                event = self.events.next() => match event {
                    Some(Ok(event)) => self.hear(&event).await?,
                    Some(Err(_)) => {
                        self.events.catch_up().await?;
                        self.look().await?;
                    }
                    None => return Ok(()),
                },
                key = keys.recv() => match key {
                    Some(KeyCode::Esc) | None => return Ok(()),
                    Some(key) => if self.press(key).await { return Ok(()) },
                },
                Some(failure) = self.failures.recv() => self.view.failure = Some(failure),
            }
        }
    }

    /// Makes a request without waiting for its answer: a lost connection must not stop the screen.
    fn start<T>(&self, request: impl Future<Output = Result<T, Error>> + Send + 'static) {
        let failed = self.failed.clone();
        tokio::spawn(async move {
            if let Err(error) = request.await {
                // At the end of the program no failure is shown.
                let _ = failed.send(text(error));
            }
        });
    }

    /// Takes the state as it is now; the user may have been removed before the event of it is read.
    async fn look(&mut self) -> anyhow::Result<()> {
        match self.conversation.state().await {
            Ok(state) => self.view.state = state,
            Err(Error::NotJoined) => self.view.left = true,
            Err(error) => return Err(error.into()),
        }
        Ok(())
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
            let (conversation, index) = (self.conversation.clone(), u32::try_from(message.index)?);
            self.start(async move { conversation.advance_last_read(index).await });
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
            self.look().await?;
        }
        Ok(())
    }

    /// Returns whether that was the end.
    async fn press(&mut self, key: KeyCode) -> bool {
        self.view.failure = None;
        if let KeyCode::Char(letter) = key {
            if self.view.input.is_empty() && letter != '/' {
                let conversation = self.conversation.clone();
                self.start(async move { conversation.typing().await });
            }
            self.view.input.push(letter);
        } else if key == KeyCode::Backspace {
            self.view.input.pop();
        } else if key == KeyCode::PageUp {
            match self.older.next_page().await {
                Ok(page) => {
                    for message in page.unwrap_or_default() {
                        self.view.older.entry(message.index).or_insert(message);
                    }
                }
                Err(error) => self.view.failure = Some(text(error)),
            }
            self.view.scroll += 10;
        } else if key == KeyCode::PageDown {
            self.view.scroll = self.view.scroll.saturating_sub(10);
        } else if key == KeyCode::Enter {
            return self.say().await;
        }
        false
    }

    /// Sends what was typed; returns whether that was the end.
    async fn say(&mut self) -> bool {
        match std::mem::take(&mut self.view.input).as_str() {
            "" => {}
            "/leave" => {
                let left = self.conversation.leave().await;
                self.view.failure = left.err().map(text);
                return self.view.failure.is_none();
            }
            body => {
                self.view.scroll = 0;
                self.start(self.conversation.send(body).into_future());
            }
        }
        false
    }
}

/// An error with what caused it.
fn text(error: Error) -> String {
    format!("{:#}", anyhow::Error::from(error))
}
