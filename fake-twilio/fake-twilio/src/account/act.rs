//! Acts as any user.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, MessageSid, ServiceSid};

use crate::{error::ControlError, in_process::InProcess};

/// Acts as a user of an account as the user's SDK would: the user's role decides, webhooks are called,
/// other clients get the events. Conversations are named by SID or unique name.
///
/// Every method fails with Twilio's error when the user may not do that.
#[derive(Clone)]
pub struct Act {
    pub(super) emulator: InProcess,
    pub(super) account: AccountSid,
    pub(super) service: Option<ServiceSid>,
    pub(super) identity: String,
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SentMessage {
    /// Its SID.
    pub sid: MessageSid,
    /// Its place in the conversation, from 0.
    pub index: u32,
}

/// What a verb needs beside the user.
#[derive(Default, Serialize)]
struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_sid: Option<MessageSid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<bool>,
}

#[derive(Serialize)]
struct Request<'a> {
    account_sid: AccountSid,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_service_sid: Option<ServiceSid>,
    identity: &'a str,
    #[serde(flatten)]
    members: Members<'a>,
}

impl<'a> Members<'a> {
    fn of(conversation: &'a str) -> Self {
        Self { conversation: Some(conversation), ..Self::default() }
    }
}

impl Act {
    /// Acts in this service instead of in the account's default one.
    #[must_use]
    pub fn in_service(mut self, service: ServiceSid) -> Self {
        self.service = Some(service);
        self
    }

    /// Sends a message.
    pub async fn send(&self, conversation: &str, body: &str) -> Result<SentMessage, ControlError> {
        let sent =
            self.perform("send", Members { body: Some(body), ..Members::of(conversation) }).await?;
        serde_json::from_slice(&sent).map_err(ControlError::unreadable)
    }

    /// Changes the body of a message.
    pub async fn edit(
        &self,
        conversation: &str,
        message: MessageSid,
        body: &str,
    ) -> Result<(), ControlError> {
        let members =
            Members { message_sid: Some(message), body: Some(body), ..Members::of(conversation) };
        self.perform("edit", members).await.map(drop)
    }

    /// Removes a message.
    pub async fn remove(
        &self,
        conversation: &str,
        message: MessageSid,
    ) -> Result<(), ControlError> {
        let members = Members { message_sid: Some(message), ..Members::of(conversation) };
        self.perform("remove", members).await.map(drop)
    }

    /// Sets the index of the last message that the user has read.
    pub async fn read(&self, conversation: &str, index: u32) -> Result<(), ControlError> {
        let members = Members { index: Some(index), ..Members::of(conversation) };
        self.perform("read", members).await.map(drop)
    }

    /// Shows the user as typing, for five seconds.
    pub async fn typing(&self, conversation: &str) -> Result<(), ControlError> {
        self.perform("type", Members::of(conversation)).await.map(drop)
    }

    /// Joins a conversation.
    pub async fn join(&self, conversation: &str) -> Result<(), ControlError> {
        self.perform("join", Members::of(conversation)).await.map(drop)
    }

    /// Leaves a conversation.
    pub async fn leave(&self, conversation: &str) -> Result<(), ControlError> {
        self.perform("leave", Members::of(conversation)).await.map(drop)
    }

    /// Lets the user count as connected or not, until a reset; with `None` connections decide again.
    pub async fn reachability(&self, online: Option<bool>) -> Result<(), ControlError> {
        self.perform("reachability", Members { online, ..Members::default() }).await.map(drop)
    }

    /// Sends the request of a verb, and returns what the user's SDK would get.
    async fn perform(&self, verb: &str, members: Members<'_>) -> Result<Bytes, ControlError> {
        let request = Request {
            account_sid: self.account,
            chat_service_sid: self.service,
            identity: &self.identity,
            members,
        };
        self.emulator.post(&format!("act/{verb}"), &request).await
    }
}
