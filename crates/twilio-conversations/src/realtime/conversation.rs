//! One conversation.

use std::time::Duration;

use serde::Serialize;
use twilio_conversations_core::Conversation as ConversationState;
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid};
use twilio_wire::client_api::{
    self, BindingForm, Change, ChannelMetadata, ConversationForm, MessageForm, MessageRecipient,
    MessageRecipients, MyConversation, MyConversationForm, ParticipantForm, Receipt, Receipts,
    TypingReply,
};

use crate::realtime::{
    ConversationEvents, Draft, Error, History,
    command::Commands,
    error::{decode, encode},
    handle::Handle,
};

/// The handle of a conversation, whether it exists and the user is a participant or not: no request is sent
/// before an operation is called.
#[derive(Clone, Debug)]
pub struct Conversation {
    handle: Handle,
    sid: ConversationSid,
}

impl Conversation {
    pub(super) fn new(handle: Handle, sid: ConversationSid) -> Self {
        Self { handle, sid }
    }

    fn commands(&self) -> &Commands {
        self.handle.commands()
    }

    /// Its SID.
    pub fn sid(&self) -> ConversationSid {
        self.sid
    }

    /// The conversation in the client's replica: fields, participants, newest messages, the user's own
    /// read horizon and notification level.
    ///
    /// # Errors
    /// [`Error::NotJoined`]; [`Self::peek`] reads a conversation without being a participant.
    pub async fn state(&self) -> Result<ConversationState, Error> {
        let sid = self.sid;
        let state = self.commands().with(move |machine, _| machine.conversation(sid)).await?;
        state.ok_or(Error::NotJoined)
    }

    /// Events of the conversation from now on.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn events(&self) -> Result<ConversationEvents, Error> {
        let ((), receiver) = self.commands().subscribe(Some(self.sid), |_| ()).await?;
        Ok(ConversationEvents::new(receiver, self.commands(), self.sid))
    }

    /// Reads its fields and the numbers of messages and participants from the server.
    ///
    /// # Errors
    /// 404 for one that does not exist, 403 for one that the role does not allow to read.
    pub async fn peek(&self) -> Result<client_api::Conversation, Error> {
        decode(&self.commands().call(self.handle.requests().conversation(self.sid)).await?)
    }

    /// Changes names or attributes; an empty text clears a name.
    ///
    /// # Errors
    /// 409 with error 50353 for a unique name that is taken.
    pub async fn update(&self, form: &ConversationForm) -> Result<client_api::Conversation, Error> {
        let request = self.handle.requests().update_conversation(self.sid, form);
        decode(&self.commands().call(request).await?)
    }

    /// Sets the attributes, as JSON.
    ///
    /// # Errors
    /// As of every request; a value that cannot be written as JSON.
    pub async fn set_attributes<T: Serialize + ?Sized>(
        &self,
        attributes: &T,
    ) -> Result<client_api::Conversation, Error> {
        let attributes = Some(encode(attributes)?);
        self.update(&ConversationForm { attributes, ..ConversationForm::default() }).await
    }

    /// Deletes the conversation with everything in it.
    ///
    /// # Errors
    /// 403 where the role does not allow it.
    pub async fn delete(&self) -> Result<(), Error> {
        self.commands().call(self.handle.requests().delete_conversation(self.sid)).await.map(drop)
    }

    /// Adds the client's own user as a participant.
    ///
    /// # Errors
    /// 409 with error 50433 for a user that is a participant already.
    pub async fn join(&self) -> Result<client_api::Participant, Error> {
        self.add(self.handle.identity()).await
    }

    /// Removes the client's own user from the participants.
    ///
    /// # Errors
    /// 404 for a user that is not a participant.
    pub async fn leave(&self) -> Result<(), Error> {
        self.remove_participant(self.handle.identity()).await
    }

    /// Adds a user as a participant, by identity.
    ///
    /// # Errors
    /// 409 with error 50433 for a user that is a participant already.
    pub async fn add(&self, identity: &str) -> Result<client_api::Participant, Error> {
        let identity = Some(identity.to_owned());
        self.add_participant(&ParticipantForm { identity, ..ParticipantForm::default() }).await
    }

    /// Adds a participant by an address outside the chat, such as a telephone number.
    ///
    /// # Errors
    /// As of every request.
    pub async fn add_address(
        &self,
        binding: BindingForm,
    ) -> Result<client_api::Participant, Error> {
        let messaging_binding = Some(binding);
        self.add_participant(&ParticipantForm { messaging_binding, ..ParticipantForm::default() })
            .await
    }

    /// Adds a participant with every field of the form.
    ///
    /// # Errors
    /// As of every request.
    pub async fn add_participant(
        &self,
        form: &ParticipantForm,
    ) -> Result<client_api::Participant, Error> {
        let request = self.handle.requests().add_participant(self.sid, form);
        decode(&self.commands().call(request).await?)
    }

    /// Sets a participant's attributes, as JSON.
    ///
    /// # Errors
    /// As of every request; a value that cannot be written as JSON.
    pub async fn set_participant_attributes<T: Serialize + ?Sized>(
        &self,
        participant: ParticipantSid,
        attributes: &T,
    ) -> Result<client_api::Participant, Error> {
        let attributes = Some(encode(attributes)?);
        let form = ParticipantForm { attributes, ..ParticipantForm::default() };
        let request = self.handle.requests().update_participant(self.sid, participant, &form);
        decode(&self.commands().call(request).await?)
    }

    /// Removes a participant, by SID or identity.
    ///
    /// # Errors
    /// 404 for one that does not exist.
    pub async fn remove_participant(&self, sid_or_identity: &str) -> Result<(), Error> {
        let request = self.handle.requests().remove_participant(self.sid, sid_or_identity);
        self.commands().call(request).await.map(drop)
    }

    /// A message with this text, sent when it is awaited.
    pub fn send(&self, body: impl Into<String>) -> Draft {
        self.draft().body(body)
    }

    /// A message without anything yet, sent when it is awaited.
    pub fn draft(&self) -> Draft {
        Draft::new(self.handle.clone(), self.sid)
    }

    /// Changes the text of a message.
    ///
    /// # Errors
    /// 403 where the role does not allow it.
    pub async fn edit(
        &self,
        message: MessageSid,
        body: impl Into<String>,
    ) -> Result<client_api::Message, Error> {
        let body = Some(body.into());
        self.update_message(message, &MessageForm { body, ..MessageForm::default() }).await
    }

    /// Sets the attributes of a message, as JSON.
    ///
    /// # Errors
    /// As of every request; a value that cannot be written as JSON.
    pub async fn set_message_attributes<T: Serialize + ?Sized>(
        &self,
        message: MessageSid,
        attributes: &T,
    ) -> Result<client_api::Message, Error> {
        let attributes = Some(encode(attributes)?);
        self.update_message(message, &MessageForm { attributes, ..MessageForm::default() }).await
    }

    async fn update_message(
        &self,
        message: MessageSid,
        form: &MessageForm,
    ) -> Result<client_api::Message, Error> {
        let request = self.handle.requests().update_message(self.sid, message, form);
        decode(&self.commands().call(request).await?)
    }

    /// Removes a message.
    ///
    /// # Errors
    /// 403 where the role does not allow it.
    pub async fn remove(&self, message: MessageSid) -> Result<(), Error> {
        let request = self.handle.requests().remove_message(self.sid, message);
        self.commands().call(request).await.map(drop)
    }

    /// Messages that were sent before, page by page from the newest one; see [`History`] for other
    /// beginnings and the other direction.
    pub fn history(&self) -> History {
        History::new(self.handle.clone(), self.sid)
    }

    /// Reports that the user types; returns the time after which the report has to be repeated.
    ///
    /// # Errors
    /// As of every request.
    pub async fn typing(&self) -> Result<Duration, Error> {
        let body = self.commands().call(self.handle.requests().typing(self.sid)).await?;
        let reply: TypingReply = decode(&body)?;
        Ok(Duration::from_secs(reply.typing_timeout.into()))
    }

    /// Sets the user's read horizon to a message index, or clears it; returns the number of unread
    /// messages, `None` without a horizon.
    ///
    /// # Errors
    /// As of every request.
    pub async fn set_last_read(&self, index: Option<u32>) -> Result<Option<u64>, Error> {
        let last_read_message_index = index.map_or(Change::Clear, Change::Set);
        let form = MyConversationForm { last_read_message_index, notification_level: None };
        Ok(self.update_mine(&form).await?.unread_messages_count)
    }

    /// Sets the user's read horizon, unless it has a higher index already; returns the number of unread
    /// messages.
    ///
    /// # Errors
    /// As of every request; [`Error::NotJoined`].
    pub async fn advance_last_read(&self, index: u32) -> Result<Option<u64>, Error> {
        match self.state().await?.last_read_message_index {
            Some(known) if known >= index => self.unread_count().await,
            _ => self.set_last_read(Some(index)).await,
        }
    }

    /// Sets the user's read horizon to the newest message; does nothing without a message.
    ///
    /// # Errors
    /// As of every request; [`Error::NotJoined`].
    pub async fn set_all_read(&self) -> Result<Option<u64>, Error> {
        match self.state().await?.last_message {
            Some(newest) => self.set_last_read(Some(newest.index)).await,
            None => Ok(None),
        }
    }

    /// Number of messages after the user's read horizon; `None` without a horizon.
    ///
    /// # Errors
    /// As of every request.
    pub async fn unread_count(&self) -> Result<Option<u64>, Error> {
        let request = self.handle.requests().my_conversation(&self.sid.to_string());
        let mine: MyConversation = decode(&self.commands().call(request).await?)?;
        Ok(mine.unread_messages_count)
    }

    /// Sets the user's notification level: `default` or `muted`.
    ///
    /// # Errors
    /// As of every request.
    pub async fn set_notification_level(&self, level: &str) -> Result<(), Error> {
        let notification_level = Some(level.to_owned());
        let form = MyConversationForm { notification_level, ..MyConversationForm::default() };
        self.update_mine(&form).await.map(drop)
    }

    async fn update_mine(&self, form: &MyConversationForm) -> Result<MyConversation, Error> {
        let request = self.handle.requests().update_my_conversation(self.sid, form);
        decode(&self.commands().call(request).await?)
    }

    /// All delivery receipts of a message.
    ///
    /// # Errors
    /// As of every request.
    pub async fn receipts(&self, message: MessageSid) -> Result<Vec<Receipt>, Error> {
        let requests = self.handle.requests();
        let request = |token: Option<&str>| requests.receipts(self.sid, message, token);
        let split = |page: Receipts| (page.delivery_receipts, page.meta.next_token);
        self.commands().all(request, split).await
    }

    /// Recipients of one message, or of every message.
    ///
    /// # Errors
    /// As of every request.
    pub async fn recipients(
        &self,
        message: Option<MessageSid>,
    ) -> Result<Vec<MessageRecipient>, Error> {
        let requests = self.handle.requests();
        let request = |token: Option<&str>| requests.recipients(self.sid, message, token);
        let split = |page: MessageRecipients| (page.message_recipients, page.meta.next_token);
        self.commands().all(request, split).await
    }

    /// Metadata that a channel has stored with a message.
    ///
    /// # Errors
    /// 404 with error 50530 for a message without.
    pub async fn channel_metadata(&self, message: MessageSid) -> Result<ChannelMetadata, Error> {
        let request = self.handle.requests().channel_metadata(self.sid, message);
        decode(&self.commands().call(request).await?)
    }
}
