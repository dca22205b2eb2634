//! Commands of handles to the task that owns the connection.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio::sync::{broadcast, mpsc, oneshot};
use twilio_conversations_core::{Client as Machine, Event};
use twilio_sid::ConversationSid;
use twilio_wire::twilsock::Secret;
use twilsock::client::RequestError;

use crate::realtime::{
    Error,
    error::{decode, success},
};

/// The events of one reader.
pub(super) type Receiver = broadcast::Receiver<Arc<Event>>;

/// The answer to a request, or why there is none.
pub(super) type Answer = Result<Response<Bytes>, RequestError>;

/// A closure that is called with the machine.
pub(super) type With = Box<dyn FnOnce(&mut Machine, Timestamp) + Send>;

/// A closure that is called with the machine and a new reader, between two events.
pub(super) type WithReader = Box<dyn FnOnce(&mut Machine, Receiver) + Send>;

pub(super) enum Command {
    Request(Box<Request<Bytes>>, oneshot::Sender<Answer>),
    With(With),
    Subscribe(Option<ConversationSid>, WithReader),
    /// The newest token, for transfers of media.
    #[cfg(feature = "media")]
    Token(oneshot::Sender<Secret>),
    UpdateToken(Secret),
    Shutdown(oneshot::Sender<()>),
}

/// Sends commands to the task.
#[derive(Clone, Debug)]
pub(super) struct Commands(pub(super) mpsc::Sender<Command>);

/// Sends commands as long as another handle keeps the client alive.
#[derive(Clone, Debug)]
pub(super) struct WeakCommands(mpsc::WeakSender<Command>);

impl WeakCommands {
    pub(super) fn upgrade(&self) -> Result<Commands, Error> {
        self.0.upgrade().map(Commands).ok_or(Error::Closed)
    }
}

impl Commands {
    pub(super) fn downgrade(&self) -> WeakCommands {
        WeakCommands(self.0.downgrade())
    }

    pub(super) async fn send(&self, command: Command) -> Result<(), Error> {
        self.0.send(command).await.map_err(|_| Error::Closed)
    }

    /// Sends a request, if it could be made, and returns the body of a successful answer.
    pub(super) async fn call(&self, request: Option<Request<Bytes>>) -> Result<Bytes, Error> {
        let (reply, answer) = oneshot::channel();
        let request = Box::new(request.ok_or(Error::Address)?);
        self.send(Command::Request(request, reply)).await?;
        let answer = answer.await.map_err(|_| Error::Closed)?;
        success(answer.map_err(|error| {
            if error == RequestError::Finished { Error::Closed } else { Error::Request(error) }
        })?)
    }

    /// The entries of all pages of a list; `split` gives the entries of a page and the next page's token.
    pub(super) async fn all<P: DeserializeOwned, T>(
        &self,
        request: impl Fn(Option<&str>) -> Option<Request<Bytes>>,
        split: impl Fn(P) -> (Vec<T>, Option<String>),
    ) -> Result<Vec<T>, Error> {
        let (mut all, mut token) = (Vec::new(), None::<String>);
        loop {
            let page = decode(&self.call(request(token.as_deref())).await?)?;
            let (entries, next) = split(page);
            all.extend(entries);
            // A server that repeats its token would lead nowhere.
            if next.is_none() || next == token {
                return Ok(all);
            }
            token = next;
        }
    }

    /// Calls a closure with the machine and returns its result.
    pub(super) async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Machine, Timestamp) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let act = move |machine: &mut Machine, now| {
            // The receiver is gone when the caller's future was dropped.
            let _ = reply.send(act(machine, now));
        };
        self.send(Command::With(Box::new(act))).await?;
        answer.await.map_err(|_| Error::Closed)
    }

    /// A new reader, with what `look` returns at the moment at which its events begin.
    pub(super) async fn subscribe<T: Send + 'static>(
        &self,
        about: Option<ConversationSid>,
        look: impl FnOnce(&Machine) -> T + Send + 'static,
    ) -> Result<(T, Receiver), Error> {
        let (reply, answer) = oneshot::channel();
        let act = move |machine: &mut Machine, receiver| {
            let _ = reply.send((look(machine), receiver));
        };
        self.send(Command::Subscribe(about, Box::new(act))).await?;
        answer.await.map_err(|_| Error::Closed)
    }
}
