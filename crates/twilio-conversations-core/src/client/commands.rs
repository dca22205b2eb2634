//! What the application can have done, as requests of the chat service.

use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use twilio_sid::ConversationSid;
use twilio_wire::client_api::{
    Change, ConfigurationLinks, MessageForm, MyConversationForm, ParticipantForm,
};
use twilsock::client::RequestId;

use super::Client;
use crate::address;

impl Client {
    /// Sends a message; `None` before the server said where.
    pub fn send_message(
        &mut self,
        conversation: ConversationSid,
        form: &MessageForm,
        now: Timestamp,
    ) -> Option<RequestId> {
        let url = self.conversation_url(conversation, "Messages")?;
        self.issue(address::post(&url, form), now)
    }

    /// Sets or clears the user's own read horizon; `None` before the server said where.
    pub fn set_last_read(
        &mut self,
        conversation: ConversationSid,
        index: Option<u32>,
        now: Timestamp,
    ) -> Option<RequestId> {
        let base = &self.links()?.my_conversations;
        let url = address::join(base, &[&conversation.to_string()]);
        let last_read_message_index = index.map_or(Change::Clear, Change::Set);
        let form = MyConversationForm { last_read_message_index, notification_level: None };
        self.issue(address::post(&url, &form), now)
    }

    /// Joins a conversation; `None` before the server said where.
    pub fn join(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        let url = self.conversation_url(conversation, "Participants")?;
        let identity = self.session.configuration.as_ref()?.identity.clone();
        let form = ParticipantForm { identity: Some(identity), ..ParticipantForm::default() };
        self.issue(address::post(&url, &form), now)
    }

    /// Leaves a conversation; `None` before the server said where.
    pub fn leave(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        let url = self.conversation_url(conversation, "Participants")?;
        let identity = &self.session.configuration.as_ref()?.identity;
        let url = address::join(&url, &[identity]);
        self.issue(Request::delete(url).body(Bytes::from("{}")).ok(), now)
    }

    /// Tells the others that the user types; `None` before the server said where.
    pub fn typing(&mut self, conversation: ConversationSid, now: Timestamp) -> Option<RequestId> {
        let url = &self.links()?.typing;
        let request = address::post_form(url, "ChannelSid", &conversation.to_string());
        self.issue(request, now)
    }

    fn links(&self) -> Option<&ConfigurationLinks> {
        self.session.configuration.as_ref().map(|configuration| &configuration.links)
    }

    fn conversation_url(&self, conversation: ConversationSid, part: &str) -> Option<String> {
        Some(address::join(&self.links()?.conversations, &[&conversation.to_string(), part]))
    }

    fn issue(&mut self, request: Option<Request<Bytes>>, now: Timestamp) -> Option<RequestId> {
        Some(self.request(request?, now))
    }
}
