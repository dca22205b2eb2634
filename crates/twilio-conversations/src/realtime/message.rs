//! A message that is being made.

use std::{collections::BTreeMap, pin::Pin};

use serde::Serialize;
use twilio_sid::{ContentSid, ConversationSid, MediaSid};
use twilio_wire::client_api::{Message, MessageForm};

use crate::realtime::{
    Error,
    error::{decode, encode},
    handle::Handle,
};

/// A message that is being made; `.await` sends it, once.
///
/// An answer that is lost with the connection is an error. Then the message may have been sent;
/// [`Event::MessageAdded`](crate::realtime::Event::MessageAdded) follows if it was.
#[must_use = "a message is sent when it is awaited"]
#[derive(Debug)]
pub struct Draft {
    handle: Handle,
    sid: ConversationSid,
    form: Result<MessageForm, Error>,
}

impl Draft {
    pub(super) fn new(handle: Handle, sid: ConversationSid) -> Self {
        Self { handle, sid, form: Ok(MessageForm::default()) }
    }

    /// The text.
    pub fn body(self, body: impl Into<String>) -> Self {
        self.set(|form| form.body = Some(body.into()))
    }

    /// A subject line.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.set(|form| form.subject = Some(subject.into()))
    }

    /// Data of the application, as JSON.
    pub fn attributes<T: Serialize + ?Sized>(self, attributes: &T) -> Self {
        match encode(attributes) {
            Ok(text) => self.set(|form| form.attributes = Some(text)),
            Err(error) => Self { form: Err(error), ..self },
        }
    }

    /// Shows a medium that was uploaded; may be called for several.
    pub fn media_sid(self, sid: MediaSid) -> Self {
        self.set(|form| form.media_sids.get_or_insert_default().push(sid.to_string()))
    }

    /// Shows a content template, with values for its variables; text and media are left out then.
    pub fn content(self, template: ContentSid, variables: &BTreeMap<String, String>) -> Self {
        match encode(variables) {
            Ok(text) => self.set(|form| {
                form.content_sid = Some(template.to_string());
                form.content_variables = Some(text);
            }),
            Err(error) => Self { form: Err(error), ..self },
        }
    }

    fn set(mut self, change: impl FnOnce(&mut MessageForm)) -> Self {
        if let Ok(form) = &mut self.form {
            change(form);
        }
        self
    }
}

impl IntoFuture for Draft {
    type Output = Result<Message, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let request = self.handle.requests().send_message(self.sid, &self.form?);
            decode(&self.handle.commands().call(request).await?)
        })
    }
}
