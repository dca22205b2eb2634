//! Participants.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{ParticipantSid, RoleSid};

use crate::{
    conversations::record::messaging_binding::{Binding, EmailRole},
    text::Text,
};

/// A participant's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its SID.
    pub sid: ParticipantSid,
    /// Identity of the chat user; none outside the chat.
    pub identity: Option<Text>,
    /// How it is reached outside the chat, or shown there.
    pub binding: Option<Binding>,
    /// How it appears in e-mail.
    pub email_role: EmailRole,
    /// JSON text of the application.
    pub attributes: Text,
    /// Its conversation role.
    pub role: Option<RoleSid>,
    /// Read horizon.
    pub horizon: Option<Horizon>,
    /// Whether notifications are muted.
    pub muted: bool,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Which messages a user is notified of in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum NotificationLevel {
    /// Of all.
    Default,
    /// Of none.
    Muted,
}

impl Participant {
    /// Its notification level.
    pub fn notification_level(&self) -> NotificationLevel {
        if self.muted { NotificationLevel::Muted } else { NotificationLevel::Default }
    }
}

/// How far a participant has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Index of the newest message it has read.
    pub index: u32,
    /// When the horizon was set.
    pub at: Timestamp,
}
