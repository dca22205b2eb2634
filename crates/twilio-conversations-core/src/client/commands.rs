//! What the application can have done: requests of the chat service, and users to follow.

use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use serde_json::Error;
use twilio_sid::ConversationSid;
use twilio_wire::{
    client_api::{Change, Configuration, MessageForm, MyConversationForm, ParticipantForm},
    sync::{Items, ListItem, MessageData},
};
use twilsock::client::RequestId;

use super::Client;
use crate::{Event, Message, PushNotification, Requests, address};

/// Direction of a page of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// From older messages to newer ones.
    Ascending,
    /// From newer messages to older ones.
    Descending,
}

/// A page of history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage {
    /// The messages, in the order that was asked for.
    pub messages: Vec<Message>,
    /// Where the next page begins, if there is one.
    pub next: Option<u64>,
}

impl HistoryPage {
    /// Reads the answer to [`Client::history`].
    ///
    /// # Errors
    /// A body that is no page of items. An item of an unknown shape is skipped.
    pub fn read(body: &[u8], order: Order) -> Result<Self, Error> {
        let page: Items<ListItem> = serde_json::from_slice(body)?;
        let last = page.items.last().map(|item| item.index);
        let next = last.filter(|_| page.meta.next_token.is_some()).and_then(|last| match order {
            Order::Ascending => last.checked_add(1),
            Order::Descending => last.checked_sub(1),
        });
        let message = |item: &ListItem| {
            let data: MessageData = serde_json::from_str(item.data.get()).ok()?;
            Some(Message::new(item.index, &data))
        };
        Ok(Self { messages: page.items.iter().filter_map(message).collect(), next })
    }
}

impl Client {
    /// What the server said of itself and of the client; `None` before it did.
    pub fn configuration(&self) -> Option<&Configuration> {
        self.session.configuration.as_deref()
    }

    /// Makes requests of the application, for [`Self::request`]; `None` before the server said where
    /// they go.
    pub fn requests(&self) -> Option<Requests> {
        Some(Requests::new(&self.config, self.session.configuration.clone()?))
    }

    /// A request that reads messages from an index on, or from the end; its answer is for
    /// [`HistoryPage::read`]. `None` for a conversation whose list is not open.
    pub fn history(
        &self,
        conversation: ConversationSid,
        from: Option<u64>,
        size: u8,
        order: Order,
    ) -> Option<Request<Bytes>> {
        let held = self.session.conversations.get(&conversation)?;
        let url = address::with_param(held.items.as_ref()?, "PageSize", &size.to_string());
        let order = match order {
            Order::Ascending => "asc",
            Order::Descending => "desc",
        };
        let url = address::with_param(&url, "Order", order);
        let from = from.map(|index| address::with_param(&url, "From", &index.to_string()));
        address::get(&from.unwrap_or(url))
    }

    /// Sends a message; `None` before the server said where.
    pub fn send_message(
        &mut self,
        conversation: ConversationSid,
        form: &MessageForm,
        now: Timestamp,
    ) -> Option<RequestId> {
        self.issue(self.requests()?.send_message(conversation, form), now)
    }

    /// Sets or clears the user's own read horizon; `None` before the server said where.
    pub fn set_last_read(
        &mut self,
        conversation: ConversationSid,
        index: Option<u32>,
        now: Timestamp,
    ) -> Option<RequestId> {
        let last_read_message_index = index.map_or(Change::Clear, Change::Set);
        let form = MyConversationForm { last_read_message_index, notification_level: None };
        self.issue(self.requests()?.update_my_conversation(conversation, &form), now)
    }

    /// Joins a conversation; `None` before the server said where.
    pub fn join(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        let identity = self.configuration()?.identity.clone();
        let form = ParticipantForm { identity: Some(identity), ..ParticipantForm::default() };
        self.issue(self.requests()?.add_participant(conversation, &form), now)
    }

    /// Leaves a conversation; `None` before the server said where.
    pub fn leave(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        let requests = self.requests()?;
        let identity = &requests.configuration().identity;
        self.issue(requests.remove_participant(conversation, identity), now)
    }

    /// Raises [`Event::PushNotification`] for what a push service delivered to the application.
    pub fn handle_push_notification(&mut self, notification: PushNotification) {
        self.emit(Event::PushNotification(Box::new(notification)));
    }

    /// Tells the others that the user types; `None` before the server said where.
    pub fn typing(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        self.issue(self.requests()?.typing(conversation), now)
    }

    fn issue(&mut self, request: Option<Request<Bytes>>, now: Timestamp) -> Option<RequestId> {
        Some(self.request(request?, now))
    }
}
