//! Conversations with their participants, messages and webhooks.

use std::sync::Arc;

use fake_core::{
    CallbackMethod,
    conversation::{Cause, Email, Profile, State},
    media::{Category, Digest, Medium},
    message::{Extras, Message},
    participant::{Binding, EmailRole, Horizon, Level, Participant},
    text::Text,
    timers::Timers,
    webhook::{Event, ScopedWebhook, Target},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{
    ContentSid, ConversationSid, FlowSid, MediaSid, MessageSid, MessagingServiceSid,
    ParticipantSid, RoleSid, WebhookSid,
};

use super::account::TimersRecord;
use crate::archive::encoding::{digest, json_text, name, names};

/// A conversation, with what is not its own but follows from what is in it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ConversationLine {
    #[serde(with = "ProfileRecord")]
    pub(in crate::archive) profile: Profile,
    /// When it or anything in it was last changed.
    pub(in crate::archive) date_of_last_change: Timestamp,
    /// Message index of the next message.
    pub(in crate::archive) next_message_index: u32,
    /// Its place among the conversations of its service, by their last activity.
    pub(in crate::archive) activity: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Profile", deny_unknown_fields)]
struct ProfileRecord {
    sid: ConversationSid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friendly_name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unique_name: Option<Text>,
    #[serde(with = "json_text")]
    attributes: Text,
    #[serde(with = "name")]
    state: State,
    #[serde(rename = "date_of_state")]
    state_since: Timestamp,
    #[serde(with = "name")]
    state_cause: Cause,
    #[serde(with = "TimersRecord")]
    timers: Timers,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "email")]
    email: Option<Email>,
    #[serde(rename = "messaging_service_sid", default, skip_serializing_if = "Option::is_none")]
    messaging_service: Option<MessagingServiceSid>,
    created_by: Text,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

/// How participants by e-mail see a conversation, if any do.
mod email {
    use fake_core::{conversation::Email, text::Text};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Email", deny_unknown_fields)]
    struct EmailRecord {
        address: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Text>,
    }

    #[derive(Serialize, Deserialize)]
    struct Record(#[serde(with = "EmailRecord")] Email);

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(super) fn serialize<S: Serializer>(
        email: &Option<Email>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        email.clone().map(Record).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Email>, D::Error> {
        Ok(Option::<Record>::deserialize(deserializer)?.map(|Record(email)| email))
    }
}

/// A participant. A second line with the same SID changes it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ParticipantLine {
    pub(in crate::archive) conversation_sid: ConversationSid,
    #[serde(with = "ParticipantRecord")]
    pub(in crate::archive) participant: Participant,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Participant", deny_unknown_fields)]
struct ParticipantRecord {
    sid: ParticipantSid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<Text>,
    #[serde(
        rename = "messaging_binding",
        default,
        skip_serializing_if = "Option::is_none",
        with = "binding"
    )]
    binding: Option<Binding>,
    #[serde(with = "EmailRoleRecord")]
    email_role: EmailRole,
    #[serde(with = "json_text")]
    attributes: Text,
    #[serde(rename = "role_sid", default, skip_serializing_if = "Option::is_none")]
    role: Option<RoleSid>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "horizon")]
    horizon: Option<Horizon>,
    muted: bool,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

/// How a participant is reached outside the chat, if it is.
mod binding {
    use fake_core::{participant::Binding, text::Text};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Binding", rename_all = "snake_case", deny_unknown_fields)]
    enum BindingRecord {
        Pair { address: Text, proxy_address: Text },
        Phone { address: Text },
        Projected { projected_address: Text },
    }

    #[derive(Serialize, Deserialize)]
    struct Record(#[serde(with = "BindingRecord")] Binding);

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(super) fn serialize<S: Serializer>(
        binding: &Option<Binding>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        binding.clone().map(Record).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Binding>, D::Error> {
        Ok(Option::<Record>::deserialize(deserializer)?.map(|Record(binding)| binding))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "EmailRole", deny_unknown_fields)]
struct EmailRoleRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text>,
    #[serde(with = "name")]
    level: Level,
}

/// How far a participant has read, if it has.
mod horizon {
    use fake_core::participant::Horizon;
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Horizon", deny_unknown_fields)]
    struct HorizonRecord {
        #[serde(rename = "last_read_message_index")]
        index: u32,
        #[serde(rename = "last_read_timestamp")]
        at: Timestamp,
    }

    #[derive(Serialize, Deserialize)]
    struct Record(#[serde(with = "HorizonRecord")] Horizon);

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(super) fn serialize<S: Serializer>(
        horizon: &Option<Horizon>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        horizon.map(Record).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Horizon>, D::Error> {
        Ok(Option::<Record>::deserialize(deserializer)?.map(|Record(horizon)| horizon))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Medium", deny_unknown_fields)]
pub(super) struct MediumRecord {
    sid: MediaSid,
    author: Text,
    #[serde(with = "name")]
    category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filename: Option<Text>,
    content_type: Text,
    size: u64,
    #[serde(rename = "sha256", with = "digest")]
    digest: Digest,
    in_form: bool,
    #[serde(rename = "date_created")]
    created: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct MediumOfMessage(#[serde(with = "MediumRecord")] Medium);

/// A message.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct MessageLine {
    pub(in crate::archive) conversation_sid: ConversationSid,
    pub(in crate::archive) sid: MessageSid,
    pub(in crate::archive) index: u32,
    author: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    participant_sid: Option<ParticipantSid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Text>,
    #[serde(with = "json_text")]
    attributes: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    media: Vec<MediumOfMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_sid: Option<ContentSid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_updated_by: Option<Text>,
    date_created: Timestamp,
    date_updated: Timestamp,
}

impl MessageLine {
    pub(in crate::archive) fn of(conversation_sid: ConversationSid, message: &Message) -> Self {
        let extras = message.extras.as_deref().cloned().unwrap_or_default();
        let media = extras.media.iter().map(|it| MediumOfMessage(it.as_ref().clone())).collect();
        Self {
            conversation_sid,
            sid: message.sid,
            index: message.index,
            author: message.author.clone(),
            participant_sid: message.participant,
            body: message.body.clone(),
            attributes: message.attributes.clone(),
            subject: extras.subject,
            media,
            content_sid: extras.content,
            last_updated_by: extras.updated_by,
            date_created: message.created,
            date_updated: message.updated,
        }
    }

    pub(in crate::archive) fn message(self) -> Message {
        let extras = Extras {
            subject: self.subject,
            media: self.media.into_iter().map(|MediumOfMessage(it)| Arc::new(it)).collect(),
            content: self.content_sid,
            updated_by: self.last_updated_by,
        };
        Message {
            sid: self.sid,
            index: self.index,
            author: self.author,
            participant: self.participant_sid,
            body: self.body,
            attributes: self.attributes,
            created: self.date_created,
            updated: self.date_updated,
            extras: extras.boxed(),
        }
    }
}

/// A webhook of a conversation.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ConversationWebhookLine {
    pub(in crate::archive) conversation_sid: ConversationSid,
    #[serde(with = "WebhookRecord")]
    pub(in crate::archive) webhook: ScopedWebhook,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ScopedWebhook", deny_unknown_fields)]
struct WebhookRecord {
    sid: WebhookSid,
    #[serde(with = "TargetRecord")]
    target: Target,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Target", rename_all = "snake_case", deny_unknown_fields)]
enum TargetRecord {
    Webhook {
        url: Text,
        #[serde(with = "name")]
        method: CallbackMethod,
        #[serde(with = "names")]
        filters: Vec<Event>,
    },
    Trigger {
        url: Text,
        #[serde(with = "name")]
        method: CallbackMethod,
        #[serde(rename = "triggers")]
        words: Vec<Text>,
    },
    Studio {
        #[serde(rename = "flow_sid")]
        flow: FlowSid,
    },
}
