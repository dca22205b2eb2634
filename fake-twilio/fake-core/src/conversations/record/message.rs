//! Messages.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ContentSid, MessageSid, ParticipantSid};

use crate::{conversations::record::media::Medium, text::Text};

/// A message's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its SID.
    pub sid: MessageSid,
    /// Message index: grows by arrival from 0, never given twice.
    pub index: u32,
    /// Who wrote it.
    pub author: Text,
    /// The participant who wrote it, if the author is one.
    pub participant: Option<ParticipantSid>,
    /// The text.
    pub body: Option<Text>,
    /// JSON text of the application.
    pub attributes: Text,
    /// When it was sent.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// What few messages have.
    pub extras: Option<Box<Extras>>,
}

/// What few messages have, apart so that the others need no room for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// A subject line.
    pub subject: Option<Text>,
    /// What it shows, in order.
    pub media: Vec<Arc<Medium>>,
    /// The content template it was made of.
    pub content: Option<ContentSid>,
    /// Who changed it last.
    pub updated_by: Option<Text>,
}

impl Extras {
    /// These extras, if there is anything in them.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl Message {
    /// A subject line.
    pub fn subject(&self) -> Option<&Text> {
        self.extras.as_ref()?.subject.as_ref()
    }

    /// What it shows, in order.
    pub fn media(&self) -> &[Arc<Medium>] {
        self.extras.as_ref().map_or(&[], |extras| &extras.media)
    }

    /// The content template it was made of.
    pub fn content(&self) -> Option<ContentSid> {
        self.extras.as_ref()?.content
    }

    /// Who changed it last.
    pub fn updated_by(&self) -> Option<&Text> {
        self.extras.as_ref()?.updated_by.as_ref()
    }
}
