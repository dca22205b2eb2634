//! The operations of the API, one method each.

use std::{fmt, sync::Arc};

use http::{Method, uri::PathAndQuery};
use twilio_wire::{
    endpoint::{Endpoint, NoParameters},
    form,
    paging::Query,
    rest::{
        conversation::{
            self, Conversation, CreateConversation, FetchConversation, ListConversation,
        },
        message::{self, CreateConversationMessage, ListConversationMessage, Message},
        participant::{self, CreateConversationParticipant, Participant},
    },
};

use crate::{
    Config, ConfigError, Error, Pager,
    transport::{Call, Transport},
};

/// A client of the account's default service; cheap to clone, clones share their connections.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
}

/// Order of messages, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Oldest first, as Twilio lists them unasked.
    #[default]
    Ascending,
    /// Newest first.
    Descending,
}

impl Client {
    /// A client that has not connected yet.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self { transport: Arc::new(Transport::new(config)?) })
    }

    /// The account's conversations that pass the filter.
    pub fn conversations(
        &self,
        filter: &conversation::Filter,
        paging: &Query,
    ) -> Result<Pager<Conversation>, Error> {
        self.list::<ListConversation, _>(&[], filter, paging)
    }

    /// A conversation by SID or unique name.
    pub async fn conversation(&self, name: &str) -> Result<Conversation, Error> {
        self.request::<FetchConversation>(&[name], &NoParameters {}).await
    }

    /// Makes a conversation.
    pub async fn create_conversation(
        &self,
        form: &conversation::Form,
    ) -> Result<Conversation, Error> {
        self.request::<CreateConversation>(&[], form).await
    }

    /// Adds somebody to the conversation with this SID or unique name.
    ///
    /// An identity that takes part already is refused with 409 and code 50433.
    pub async fn add_participant(
        &self,
        conversation: &str,
        form: &participant::Form,
    ) -> Result<Participant, Error> {
        self.request::<CreateConversationParticipant>(&[conversation], form).await
    }

    /// The messages of the conversation with this SID or unique name.
    pub fn messages(
        &self,
        conversation: &str,
        order: Order,
        paging: &Query,
    ) -> Result<Pager<Message>, Error> {
        let order = match order {
            Order::Ascending => None,
            Order::Descending => Some("desc".to_owned()),
        };
        self.list::<ListConversationMessage, _>(&[conversation], &message::Filter { order }, paging)
    }

    /// Puts a message into the conversation with this SID or unique name.
    pub async fn create_message(
        &self,
        conversation: &str,
        form: &message::Form,
    ) -> Result<Message, Error> {
        self.request::<CreateConversationMessage>(&[conversation], form).await
    }

    async fn request<E: Endpoint>(
        &self,
        path: &E::Path<'_>,
        request: &E::Request,
    ) -> Result<E::Response, Error> {
        let operation = E::OPERATION;
        let path = operation.path_of(None, path.as_ref())?;
        let (target, form) = if operation.method == Method::POST {
            (target(&path)?, Some(form::encode(request)?))
        } else {
            (target_with(&path, &[form::encode(request)?])?, None)
        };
        self.transport.read(&Call { method: operation.method, target, form }).await
    }

    fn list<E: Endpoint, T: crate::Listed<Page = E::Response>>(
        &self,
        path: &E::Path<'_>,
        filter: &E::Request,
        paging: &Query,
    ) -> Result<Pager<T>, Error> {
        let path = E::OPERATION.path_of(None, path.as_ref())?;
        let first = target_with(&path, &[form::encode(filter)?, form::encode(paging)?])?;
        Ok(Pager::new(self.transport.clone(), first))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.transport.origin.to_string()).finish()
    }
}

/// A path with the parts of its query.
fn target_with(path: &str, query: &[String]) -> Result<PathAndQuery, Error> {
    let query: Vec<&str> = query.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    if query.is_empty() { target(path) } else { target(&format!("{path}?{}", query.join("&"))) }
}

fn target(path: &str) -> Result<PathAndQuery, Error> {
    path.parse().map_err(Error::Address)
}
