//! Events, as a bounded stream for each reader.

use std::sync::Arc;

use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;
use twilio_conversations_core::{Conversation as ConversationState, Event, Replica};
use twilio_sid::ConversationSid;

use crate::realtime::{
    Error,
    command::{Commands, Receiver, WeakCommands},
};

/// So many events were lost, because they were not read in time.
///
/// The next event is the oldest one that is left; `catch_up` skips these, too, and returns the state before
/// the next event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} events were not read in time")]
pub struct Lagged(pub u64);

/// The events of a client from one moment on: every [`Event`] but [`Event::Reply`], once and in order.
///
/// It ends when the client does.
#[derive(Debug)]
pub struct Events {
    receiver: Receiver,
    commands: WeakCommands,
}

impl Events {
    pub(super) fn new(receiver: Receiver, commands: &Commands) -> Self {
        Self { receiver, commands: commands.downgrade() }
    }

    /// The next event; `None` after the last one. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Arc<Event>, Lagged>> {
        next(&mut self.receiver).await
    }

    /// Drops events that were not read and returns the client's replica; the next event is the first one
    /// that is not in it.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn catch_up(&mut self) -> Result<Replica, Error> {
        let commands = self.commands.upgrade()?;
        let (replica, receiver) =
            commands.subscribe(None, twilio_conversations_core::Client::replica).await?;
        self.receiver = receiver;
        Ok(replica)
    }

    /// The same as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Arc<Event>, Lagged>> + Send {
        stream::unfold(self.receiver, unfold)
    }
}

/// The events of one conversation: every event that names it, once and in order.
///
/// It ends when the client does, and not with [`Event::ConversationRemoved`]: the user may join again.
#[derive(Debug)]
pub struct ConversationEvents {
    receiver: Receiver,
    commands: WeakCommands,
    sid: ConversationSid,
}

impl ConversationEvents {
    pub(super) fn new(receiver: Receiver, commands: &Commands, sid: ConversationSid) -> Self {
        Self { receiver, commands: commands.downgrade(), sid }
    }

    /// The next event; `None` after the last one. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Arc<Event>, Lagged>> {
        next(&mut self.receiver).await
    }

    /// Drops events that were not read and returns the conversation, `None` while the user is not a
    /// participant; the next event is the first one that is not in it.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn catch_up(&mut self) -> Result<Option<ConversationState>, Error> {
        let (commands, sid) = (self.commands.upgrade()?, self.sid);
        let (state, receiver) =
            commands.subscribe(Some(sid), move |machine| machine.conversation(sid)).await?;
        self.receiver = receiver;
        Ok(state)
    }

    /// The same as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Arc<Event>, Lagged>> + Send {
        stream::unfold(self.receiver, unfold)
    }
}

async fn next(receiver: &mut Receiver) -> Option<Result<Arc<Event>, Lagged>> {
    match receiver.recv().await {
        Ok(event) => Some(Ok(event)),
        Err(RecvError::Lagged(count)) => Some(Err(Lagged(count))),
        Err(RecvError::Closed) => None,
    }
}

async fn unfold(mut receiver: Receiver) -> Option<(Result<Arc<Event>, Lagged>, Receiver)> {
    let item = next(&mut receiver).await?;
    Some((item, receiver))
}
