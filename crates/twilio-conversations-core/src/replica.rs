//! What a client knows, as plain values that can be compared.

use std::collections::BTreeMap;

use jiff::Timestamp;
use twilio_sid::{ContentSid, ConversationSid, MessageSid, ParticipantSid, RoleSid};
use twilio_wire::{
    rest::{
        conversation::{Bindings, State},
        receipt::Delivery,
    },
    sync::{LastMessage, MediumData, MessageData, ParticipantBindings, ParticipantData},
};

/// Everything that a client knows. Two clients of the same user that saw everything are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replica {
    /// Who the client is; empty until the server said so.
    pub identity: String,
    /// The client's own user.
    pub user: User,
    /// Other users that are subscribed to and loaded, by identity.
    pub users: BTreeMap<String, User>,
    /// Conversations that the user takes part in and that are fully loaded.
    pub conversations: BTreeMap<ConversationSid, Conversation>,
}

/// A user as others see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Its identity.
    pub identity: String,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// JSON text of the application.
    pub attributes: Option<String>,
    /// Whether it is connected; `None` while the service has reachability off.
    pub is_online: Option<bool>,
    /// Whether it can be reached by push; `None` while the service has reachability off.
    pub is_notifiable: Option<bool>,
}

/// A conversation with all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application.
    pub attributes: String,
    /// Identity of the creator, `system` for REST.
    pub created_by: String,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it was last changed.
    pub date_updated: Timestamp,
    /// Life cycle; `None` before it is known.
    pub state: Option<State>,
    /// Index and moment of the newest message, if there is one.
    pub last_message: Option<LastMessage>,
    /// Addresses under which it is reached from outside the chat.
    pub bindings: Bindings,
    /// The user's own read horizon, a message index.
    pub last_read_message_index: Option<u32>,
    /// Whether the user wants to be notified: `default` or `muted`.
    pub notification_level: String,
    /// Messages by index, as many as the client keeps; gaps are removed messages.
    pub messages: BTreeMap<u64, Message>,
    /// Participants.
    pub participants: BTreeMap<ParticipantSid, Participant>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Message index.
    pub index: u64,
    /// Its SID.
    pub sid: MessageSid,
    /// Who wrote it.
    pub author: String,
    /// The participant who wrote it, if the author is one.
    pub participant_sid: Option<ParticipantSid>,
    /// The text, if it has one.
    pub body: Option<String>,
    /// A subject line, if it has one.
    pub subject: Option<String>,
    /// The content template, if it was made of one.
    pub content_sid: Option<ContentSid>,
    /// JSON text of the application.
    pub attributes: String,
    /// When it was sent.
    pub date_created: Timestamp,
    /// When it was last changed.
    pub date_updated: Timestamp,
    /// Who changed it last, if anybody did.
    pub last_updated_by: Option<String>,
    /// Delivery to participants outside the chat, if there are any.
    pub delivery: Option<Delivery>,
    /// Whether a channel has told something of it.
    pub has_channel_metadata: bool,
    /// What it shows, of every category.
    pub media: Vec<MediumData>,
}

impl Message {
    /// Reads the item of a list of messages.
    pub fn new(index: u64, data: &MessageData) -> Self {
        let old_form = || data.media.iter().cloned().collect();
        Self {
            index,
            sid: data.sid,
            author: data.author.clone(),
            participant_sid: data.member_sid,
            body: data.text.clone(),
            subject: data.subject.clone(),
            content_sid: data.content_sid,
            attributes: data.attributes.clone(),
            date_created: data.timestamp.0,
            date_updated: data.date_updated.0,
            last_updated_by: data.last_updated_by.clone(),
            delivery: data.delivery.clone(),
            has_channel_metadata: data.channel_metadata,
            media: data.medias.clone().unwrap_or_else(old_form),
        }
    }
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its SID.
    pub sid: ParticipantSid,
    /// Identity; none outside the chat.
    pub identity: Option<String>,
    /// `chat`, `sms`, `whatsapp`, `email`, …
    pub kind: String,
    /// JSON text of the application.
    pub attributes: String,
    /// Its conversation role.
    pub role_sid: Option<RoleSid>,
    /// When it was added.
    pub date_created: Timestamp,
    /// When it was last changed.
    pub date_updated: Timestamp,
    /// Read horizon, a message index.
    pub last_read_message_index: Option<u32>,
    /// When the read horizon was set.
    pub last_read: Option<Timestamp>,
    /// Its address for e-mail, if it has one.
    pub bindings: ParticipantBindings,
}

impl Participant {
    /// Reads the item of a map of participants.
    pub fn new(sid: ParticipantSid, data: &ParticipantData) -> Self {
        Self {
            sid,
            identity: data.identity.clone(),
            kind: data.kind.clone(),
            attributes: data.attributes.clone(),
            role_sid: data.role_sid,
            date_created: data.date_created.0,
            date_updated: data.date_updated.0,
            last_read_message_index: data.last_consumed_message_index,
            last_read: data.last_consumption_timestamp.map(|moment| moment.0),
            bindings: data.bindings.clone(),
        }
    }
}
