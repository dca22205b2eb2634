//! The operations of the API, one method each.

use std::{fmt, sync::Arc};

use http::{Method, uri::PathAndQuery};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::{
    form,
    paging::Query,
    rest::{
        conversation::{self, Conversation},
        message::{self, Message},
        participant::{self, Participant},
    },
};

use crate::{
    Config, ConfigError, Error, Pager,
    transport::{Call, Transport},
};

const CONVERSATIONS: &str = "/v1/Conversations";

/// All but the unreserved characters; the official libraries leave more as it is and go astray.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
        self.list(CONVERSATIONS, filter, paging)
    }

    /// A conversation by SID or unique name.
    pub async fn conversation(&self, name: &str) -> Result<Conversation, Error> {
        self.get(target(&conversation_path(name)?)?).await
    }

    /// Makes a conversation.
    pub async fn create_conversation(
        &self,
        form: &conversation::Form,
    ) -> Result<Conversation, Error> {
        self.post(CONVERSATIONS, form).await
    }

    /// Adds somebody to the conversation with this SID or unique name.
    ///
    /// An identity that takes part already is refused with 409 and code 50433.
    pub async fn add_participant(
        &self,
        conversation: &str,
        form: &participant::Form,
    ) -> Result<Participant, Error> {
        self.post(&format!("{}/Participants", conversation_path(conversation)?), form).await
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
        self.list(&messages_path(conversation)?, &message::Filter { order }, paging)
    }

    /// Puts a message into the conversation with this SID or unique name.
    pub async fn create_message(
        &self,
        conversation: &str,
        form: &message::Form,
    ) -> Result<Message, Error> {
        self.post(&messages_path(conversation)?, form).await
    }

    pub(crate) fn target_of(&self, address: &str) -> Result<PathAndQuery, Error> {
        self.transport.origin.target_of(address)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, target: PathAndQuery) -> Result<T, Error> {
        self.call(Call { method: Method::GET, target, form: None }).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &impl Serialize,
    ) -> Result<T, Error> {
        let form = Some(form::encode(form)?);
        self.call(Call { method: Method::POST, target: target(path)?, form }).await
    }

    async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let body = self.transport.call(&call).await?;
        serde_json::from_slice(&body).map_err(Error::Decode)
    }

    fn list<T: crate::Listed>(
        &self,
        path: &str,
        filter: &impl Serialize,
        paging: &Query,
    ) -> Result<Pager<T>, Error> {
        let queries = [form::encode(filter)?, form::encode(paging)?];
        let query = queries.into_iter().filter(|query| !query.is_empty()).collect::<Vec<_>>();
        let first = if query.is_empty() {
            target(path)?
        } else {
            target(&format!("{path}?{}", query.join("&")))?
        };
        Ok(Pager::new(self.clone(), first))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.transport.origin.to_string()).finish()
    }
}

fn conversation_path(name: &str) -> Result<String, Error> {
    // Dots survive escaping, and whoever stands on the way may resolve them.
    if matches!(name, "" | "." | "..") {
        return Err(Error::Name { name: name.to_owned() });
    }
    Ok(format!("{CONVERSATIONS}/{}", utf8_percent_encode(name, ESCAPED)))
}

fn messages_path(conversation: &str) -> Result<String, Error> {
    Ok(format!("{}/Messages", conversation_path(conversation)?))
}

fn target(path: &str) -> Result<PathAndQuery, Error> {
    path.parse().map_err(Error::Address)
}
