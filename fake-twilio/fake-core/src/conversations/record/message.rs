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
    /// A subject line.
    pub subject: Option<Text>,
    /// What it shows, in order.
    pub media: Vec<Arc<Medium>>,
    /// The content template it was made of.
    pub content: Option<ContentSid>,
    /// JSON text of the application.
    pub attributes: Text,
    /// When it was sent.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Who changed it last.
    pub updated_by: Option<Text>,
}
