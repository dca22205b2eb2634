//! The lines of an archive. Members have the names of Twilio's REST API where it has them.

mod account;
mod chat;
mod conversation;
mod delivery;
mod processing;
mod room;

use bytes::Bytes;
use fake_core::{
    address::AddressConfiguration,
    binding::PushBinding,
    content_template::Template,
    credential::Credential,
    media::{Digest, Medium},
    media_processing::{Composition, CompositionHook, Transcription},
    notifications::Notifications,
    receipt::Receipt,
    role::Role,
    room::{RoomParticipant, Track},
    user::User,
    webhook::Webhooks,
};
use serde::{Deserialize, Serialize};
use twilio_sid::{ConversationSid, RoomSid};

use super::encoding::{base64_text, digest};
use account::{AddressRecord, CredentialRecord, RoleRecord, TemplateRecord, WebhooksRecord};
use chat::{BindingRecord, NotificationsRecord, UserRecord};
use delivery::ReceiptRecord;
use processing::{CompositionHookRecord, CompositionRecord, TranscriptionRecord};
use room::{RoomParticipantRecord, TrackRecord};

pub(super) use account::{AccountLine, ApiKeyLine, ServiceLine};
pub(super) use conversation::{
    ConversationLine, ConversationWebhookLine, MessageLine, ParticipantLine,
};
pub(super) use delivery::{ChannelMetadataLine, RecipientOfMessage, RecipientsLine};
pub(super) use processing::StorageSettingsLine;
pub(super) use room::RoomLine;

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Archive(Header),
    Blob(Blob),
    Account(AccountLine),
    AccountWebhooks(#[serde(with = "WebhooksRecord")] Webhooks),
    Address(#[serde(with = "AddressRecord")] AddressConfiguration),
    Credential(#[serde(with = "CredentialRecord")] Credential),
    ContentTemplate(#[serde(with = "TemplateRecord")] Template),
    Service(ServiceLine),
    Role(#[serde(with = "RoleRecord")] Role),
    Notifications(#[serde(with = "NotificationsRecord")] Notifications),
    ServiceWebhooks(#[serde(with = "WebhooksRecord")] Webhooks),
    User(#[serde(with = "UserRecord")] User),
    Binding(#[serde(with = "BindingRecord")] PushBinding),
    Medium(#[serde(with = "conversation::MediumRecord")] Medium),
    Conversation(ConversationLine),
    Participant(ParticipantLine),
    Message(MessageLine),
    Receipt(ReceiptLine),
    ChannelMetadata(ChannelMetadataLine),
    Recipients(RecipientsLine),
    ConversationWebhook(ConversationWebhookLine),
    Room(RoomLine),
    RoomParticipant(#[serde(with = "RoomParticipantRecord")] RoomParticipant),
    Track(TrackLine),
    Composition(#[serde(with = "CompositionRecord")] Composition),
    CompositionHook(#[serde(with = "CompositionHookRecord")] CompositionHook),
    StorageSettings(StorageSettingsLine),
    Transcription(#[serde(with = "TranscriptionRecord")] Transcription),
}

impl Line {
    /// The kind of the record.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Archive(_) => "archive",
            Self::Blob(_) => "blob",
            Self::Account(_) => "account",
            Self::AccountWebhooks(_) => "account_webhooks",
            Self::Address(_) => "address",
            Self::Credential(_) => "credential",
            Self::ContentTemplate(_) => "content_template",
            Self::Service(_) => "service",
            Self::Role(_) => "role",
            Self::Notifications(_) => "notifications",
            Self::ServiceWebhooks(_) => "service_webhooks",
            Self::User(_) => "user",
            Self::Binding(_) => "binding",
            Self::Medium(_) => "medium",
            Self::Conversation(_) => "conversation",
            Self::Participant(_) => "participant",
            Self::Message(_) => "message",
            Self::Receipt(_) => "receipt",
            Self::ChannelMetadata(_) => "channel_metadata",
            Self::Recipients(_) => "recipients",
            Self::ConversationWebhook(_) => "conversation_webhook",
            Self::Room(_) => "room",
            Self::RoomParticipant(_) => "room_participant",
            Self::Track(_) => "track",
            Self::Composition(_) => "composition",
            Self::CompositionHook(_) => "composition_hook",
            Self::StorageSettings(_) => "storage_settings",
            Self::Transcription(_) => "transcription",
        }
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: String,
    pub(super) version: u32,
}

/// The bytes of media.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Blob {
    #[serde(with = "digest")]
    pub(super) sha256: Digest,
    #[serde(with = "base64_text")]
    pub(super) content: Bytes,
}

/// A receipt of a conversation's message.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptLine {
    pub(super) conversation_sid: ConversationSid,
    #[serde(with = "ReceiptRecord")]
    pub(super) receipt: Receipt,
}

/// A track of a room.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrackLine {
    pub(super) room_sid: RoomSid,
    #[serde(with = "TrackRecord")]
    pub(super) track: Track,
}
