//! Values of a conversation itself.

use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessagingServiceSid};

use crate::{
    conversations::record::{
        conversation_state::{Cause, State},
        timers::Timers,
    },
    text::Text,
};

/// A conversation's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its SID.
    pub sid: ConversationSid,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// Name that is unique within the service.
    pub unique_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Text,
    /// Life cycle.
    pub state: State,
    /// When the state was entered.
    pub state_since: Timestamp,
    /// What moved it there.
    pub state_cause: Cause,
    /// When the state changes by itself.
    pub timers: Timers,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service for participants outside the chat.
    pub messaging_service: Option<MessagingServiceSid>,
    /// Identity of the creator, or `system`.
    pub created_by: Text,
    /// When it was made.
    pub created: Timestamp,
    /// When these values were last changed.
    pub updated: Timestamp,
}

/// How participants by e-mail see a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The address they write to.
    pub address: Text,
    /// The sender's name.
    pub name: Option<Text>,
}

impl Profile {
    /// Returns whether it is permanently read-only.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }
}
