//! Everything that an application can ask of the chat service, as requests that travel inside the
//! WebSocket (`@twilio/conversations` 3.0.1).

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use twilio_sid::{BindingSid, ConversationSid, MessageSid, ParticipantSid};
use twilio_wire::client_api::{
    Configuration, ConversationForm, DeviceForm, MessageForm, MyConversationForm, ParticipantForm,
    RegistrationForm, UserForm,
};

use crate::{Config, address};

/// What requests of the application are made from: the addresses that the server handed out.
///
/// A method returns `None` when one of these addresses is none.
#[derive(Clone, Debug)]
pub struct Requests {
    configuration: Arc<Configuration>,
    api_uri: String,
    ers_uri: String,
}

impl Requests {
    pub(crate) fn new(config: &Config, configuration: Arc<Configuration>) -> Self {
        let (api_uri, ers_uri) = (config.api_uri.clone(), config.ers_uri.clone());
        Self { configuration, api_uri, ers_uri }
    }

    /// What the server said of itself and of the client.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Makes a conversation; answered with a `client_api::Conversation`.
    pub fn create_conversation(&self, form: &ConversationForm) -> Option<Request<Bytes>> {
        address::post(&self.configuration.links.conversations, form)
    }

    /// Reads a conversation with its counts; answered with a `client_api::Conversation`.
    pub fn conversation(&self, sid: ConversationSid) -> Option<Request<Bytes>> {
        address::get(&self.of(sid, &[]))
    }

    /// Changes a conversation; answered with a `client_api::Conversation`.
    pub fn update_conversation(
        &self,
        sid: ConversationSid,
        form: &ConversationForm,
    ) -> Option<Request<Bytes>> {
        address::post(&self.of(sid, &[]), form)
    }

    /// Deletes a conversation for everybody.
    pub fn delete_conversation(&self, sid: ConversationSid) -> Option<Request<Bytes>> {
        address::delete(&self.of(sid, &[]))
    }

    /// Reads a conversation with the user's own state, by SID or unique name; answered with a
    /// `client_api::MyConversation`.
    pub fn my_conversation(&self, sid_or_name: &str) -> Option<Request<Bytes>> {
        let base = &self.configuration.links.my_conversations;
        address::get(&address::join(base, &[sid_or_name]))
    }

    /// Changes the user's own state; answered with a `client_api::MyConversation`.
    pub fn update_my_conversation(
        &self,
        sid: ConversationSid,
        form: &MyConversationForm,
    ) -> Option<Request<Bytes>> {
        let base = &self.configuration.links.my_conversations;
        address::post(&address::join(base, &[&sid.to_string()]), form)
    }

    /// Adds a participant; answered with a `client_api::Participant`.
    pub fn add_participant(
        &self,
        sid: ConversationSid,
        form: &ParticipantForm,
    ) -> Option<Request<Bytes>> {
        address::post(&self.of(sid, &["Participants"]), form)
    }

    /// Changes a participant's attributes; answered with a `client_api::Participant`.
    pub fn update_participant(
        &self,
        sid: ConversationSid,
        participant: ParticipantSid,
        form: &ParticipantForm,
    ) -> Option<Request<Bytes>> {
        address::post(&self.of(sid, &["Participants", &participant.to_string()]), form)
    }

    /// Removes a participant, by SID or identity.
    pub fn remove_participant(
        &self,
        sid: ConversationSid,
        sid_or_identity: &str,
    ) -> Option<Request<Bytes>> {
        address::delete(&self.of(sid, &["Participants", sid_or_identity]))
    }

    /// Sends a message; answered with a `client_api::Message`.
    pub fn send_message(&self, sid: ConversationSid, form: &MessageForm) -> Option<Request<Bytes>> {
        address::post(&self.of(sid, &["Messages"]), form)
    }

    /// Changes a message; answered with a `client_api::Message`.
    pub fn update_message(
        &self,
        sid: ConversationSid,
        message: MessageSid,
        form: &MessageForm,
    ) -> Option<Request<Bytes>> {
        address::post(&self.of(sid, &["Messages", &message.to_string()]), form)
    }

    /// Removes a message.
    pub fn remove_message(
        &self,
        sid: ConversationSid,
        message: MessageSid,
    ) -> Option<Request<Bytes>> {
        address::delete(&self.of(sid, &["Messages", &message.to_string()]))
    }

    /// Reads a page of a message's receipts; answered with `client_api::Receipts`.
    pub fn receipts(
        &self,
        sid: ConversationSid,
        message: MessageSid,
        page_token: Option<&str>,
    ) -> Option<Request<Bytes>> {
        let template = &self.configuration.links.messages_receipts;
        let url = template.replacen("%s", &sid.to_string(), 1);
        address::get(&paged(&url.replacen("%s", &message.to_string(), 1), page_token))
    }

    /// Reads what a channel tells of a message; answered with `client_api::ChannelMetadata`.
    pub fn channel_metadata(
        &self,
        sid: ConversationSid,
        message: MessageSid,
    ) -> Option<Request<Bytes>> {
        address::get(&self.of(sid, &["Messages", &message.to_string(), "ChannelMetadata"]))
    }

    /// Reads a page of whom messages went to, or one message; answered with
    /// `client_api::MessageRecipients`.
    pub fn recipients(
        &self,
        sid: ConversationSid,
        message: Option<MessageSid>,
        page_token: Option<&str>,
    ) -> Option<Request<Bytes>> {
        let mut url = self.of(sid, &["MessageRecipients"]);
        if let Some(message) = message {
            url = address::with_param(&url, "MessageSid", &message.to_string());
        }
        address::get(&paged(&url, page_token))
    }

    /// Tells the others that the user types; answered with a `client_api::TypingReply`.
    pub fn typing(&self, sid: ConversationSid) -> Option<Request<Bytes>> {
        address::post_form(&self.configuration.links.typing, "ChannelSid", &sid.to_string())
    }

    /// Reads a user; answered with a `client_api::User`.
    pub fn user(&self, identity: &str) -> Option<Request<Bytes>> {
        address::get(&address::join(&self.configuration.links.users, &[identity]))
    }

    /// Changes a user; answered with a `client_api::User`.
    pub fn update_user(&self, identity: &str, form: &UserForm) -> Option<Request<Bytes>> {
        address::post(&address::join(&self.configuration.links.users, &[identity]), form)
    }

    /// Reads a page of content templates; answered with `client_api::ContentTemplates`.
    pub fn content_templates(&self, page_token: Option<&str>) -> Option<Request<Bytes>> {
        let url = address::join(&self.api_uri, &["Client", "v2", "ContentTemplates"]);
        address::get(&paged(&address::with_param(&url, "PageSize", "100"), page_token))
    }

    /// Registers a device for push; answered with a `client_api::Registration`.
    pub fn register(&self, form: &RegistrationForm) -> Option<Request<Bytes>> {
        address::post(&self.registrations(&[]), form)
    }

    /// Removes a registration.
    pub fn unregister(&self, registration: BindingSid) -> Option<Request<Bytes>> {
        address::delete(&self.registrations(&[&registration.to_string()]))
    }

    /// Removes all registrations of a device.
    pub fn unregister_device(&self, form: &DeviceForm) -> Option<Request<Bytes>> {
        let mut request = address::post(&self.registrations(&[]), form)?;
        *request.method_mut() = http::Method::DELETE;
        Some(request)
    }

    fn of(&self, sid: ConversationSid, rest: &[&str]) -> String {
        let base = address::join(&self.configuration.links.conversations, &[&sid.to_string()]);
        address::join(&base, rest)
    }

    fn registrations(&self, rest: &[&str]) -> String {
        address::with_param(&address::join(&self.ers_uri, rest), "productId", "ip_messaging")
    }
}

fn paged(url: &str, page_token: Option<&str>) -> String {
    page_token.map_or_else(|| url.to_owned(), |token| address::with_param(url, "PageToken", token))
}
