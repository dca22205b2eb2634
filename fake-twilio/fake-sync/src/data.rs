use std::sync::Arc;

use fake_core::{
    conversation::{Conversation, Profile, State},
    delivery::MessageDelivery,
    media::Medium,
    message::Message,
    participant::{Binding, Level, Participant},
    receipt::{Delivery, DeliveryAmount},
    text::Text,
};
use jiff::Timestamp;
use serde_json::value::RawValue;
use twilio_sid::{ConversationSid, UserSid};
use twilio_wire::{
    rest::{
        conversation::{Bindings, EmailBinding, State as WireState},
        receipt::{Delivery as WireDelivery, DeliveryAmount as WireDeliveryAmount},
    },
    sync::{
        ConversationData, EmailLevel, LastMessage, MediumData, MessageData, MyConversationData,
        ParticipantBindings, ParticipantData, ParticipantEmail, ReachabilityValue, StateData,
        UserInfoValue,
    },
    time::Millis,
};

use crate::{ObjectId, json};

/// The value of a document or an item; serialized on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Conversation(Arc<ConversationValue>),
    Message(Arc<Message>, DeliveryData),
    Participant(Arc<Participant>, Option<UserSid>),
    /// With the profile of the conversation if it has ended.
    Membership(ConversationSid, Arc<Participant>, Option<Arc<Profile>>),
    UserInfo(Text),
    Reachability(Reachability),
    /// A value that a client wrote.
    Json(Text),
}

/// Whether a user can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reachability {
    pub(crate) online: bool,
    pub(crate) notifiable: bool,
}

/// Delivery data in the item of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeliveryData {
    delivery: Option<Delivery>,
    has_metadata: bool,
}

/// What the document of a conversation shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConversationValue {
    profile: Arc<Profile>,
    updated: Timestamp,
    last_message: Option<(u32, Timestamp)>,
}

impl Data {
    pub(crate) fn conversation(conversation: &Conversation) -> Self {
        let last = conversation.messages.last();
        Self::Conversation(Arc::new(ConversationValue {
            profile: conversation.profile.clone(),
            updated: conversation.updated,
            last_message: last.map(|message| (message.index, message.created)),
        }))
    }

    pub(crate) fn message(message: &Arc<Message>, delivery: Option<&MessageDelivery>) -> Self {
        let delivery_data = delivery.map(|it| DeliveryData {
            delivery: it.delivery(),
            has_metadata: it.metadata.is_some(),
        });
        Self::Message(message.clone(), delivery_data.unwrap_or_default())
    }

    /// Data of a removal event; empty, because the SDK uses its own copy.
    pub(crate) fn gone() -> Self {
        Self::Json("{}".into())
    }

    pub(crate) fn json(&self) -> Box<RawValue> {
        match self {
            Self::Conversation(value) => json::raw(&conversation(value)),
            Self::Message(value, delivery_data) => json::raw(&message(value, *delivery_data)),
            Self::Participant(value, user) => json::raw(&participant(value, *user)),
            Self::Membership(sid, value, closed) => {
                json::raw(&membership(*sid, value, closed.as_deref()))
            }
            Self::Json(value) => RawValue::from_string(value.to_string())
                .unwrap_or_else(|_| RawValue::NULL.to_owned()),
            Self::Reachability(Reachability { online, notifiable }) => {
                json::raw(&ReachabilityValue { online: *online, notifiable: *notifiable })
            }
            Self::UserInfo(value) => json::raw(&UserInfoValue { value: value.to_string() }),
        }
    }
}

fn text(value: Option<&Text>) -> Option<String> {
    value.map(ToString::to_string)
}

fn state(state: State) -> WireState {
    match state {
        State::Active => WireState::Active,
        State::Inactive => WireState::Inactive,
        State::Closed => WireState::Closed,
    }
}

fn state_data(profile: &Profile) -> StateData {
    StateData { current: state(profile.state), date_updated: Millis(profile.state_since) }
}

fn conversation(value: &ConversationValue) -> ConversationData {
    let profile = &value.profile;
    ConversationData {
        friendly_name: text(profile.friendly_name.as_ref()),
        unique_name: text(profile.unique_name.as_ref()),
        attributes: profile.attributes.to_string(),
        created_by: profile.created_by.to_string(),
        date_created: Millis(profile.created),
        date_updated: Millis(value.updated),
        last_message: value
            .last_message
            .map(|(index, at)| LastMessage { index, timestamp: Millis(at) }),
        state: state_data(profile),
        bindings: bindings(profile),
        messages: ObjectId::Messages(profile.sid).to_string(),
        roster: ObjectId::Roster(profile.sid).to_string(),
    }
}

fn bindings(profile: &Profile) -> Bindings {
    let email = profile.email.as_ref().map(|email| EmailBinding {
        name: text(email.name.as_ref()),
        projected_address: email.address.to_string(),
    });
    Bindings { email }
}

fn message(value: &Message, delivery_data: DeliveryData) -> MessageData {
    MessageData {
        sid: value.sid,
        author: value.author.to_string(),
        member_sid: value.participant,
        text: text(value.body.as_ref()),
        subject: text(value.subject()),
        content_sid: value.content(),
        attributes: value.attributes.to_string(),
        timestamp: Millis(value.created),
        date_updated: Millis(value.updated),
        last_updated_by: text(value.updated_by()),
        delivery: delivery_data.delivery.map(delivery),
        channel_metadata: delivery_data.has_metadata,
        kind: if value.media().is_empty() { "text" } else { "media" }.to_owned(),
        media: value.media().first().map(|it| medium(it)),
        medias: (!value.media().is_empty())
            .then(|| value.media().iter().map(|it| medium(it)).collect()),
    }
}

fn medium(value: &Medium) -> MediumData {
    MediumData {
        sid: value.sid,
        category: <&str>::from(value.category).to_owned(),
        filename: text(value.filename.as_ref()),
        content_type: value.content_type.to_string(),
        size: value.size,
    }
}

fn delivery(value: Delivery) -> WireDelivery {
    let share = |share| match share {
        DeliveryAmount::None => WireDeliveryAmount::None,
        DeliveryAmount::Some => WireDeliveryAmount::Some,
        DeliveryAmount::All => WireDeliveryAmount::All,
    };
    WireDelivery {
        total: u32::try_from(value.total).unwrap_or(u32::MAX),
        sent: share(value.sent),
        delivered: share(value.delivered),
        read: share(value.read),
        failed: share(value.failed),
        undelivered: share(value.undelivered),
    }
}

fn participant(value: &Participant, user: Option<UserSid>) -> ParticipantData {
    // Chat users in group messages have a binding, too.
    let binding = value.binding.as_ref().filter(|_| value.identity.is_none());
    let channel = binding.map_or("chat", Binding::channel);
    ParticipantData {
        identity: text(value.identity.as_ref()),
        kind: channel.to_owned(),
        attributes: value.attributes.to_string(),
        role_sid: value.role,
        date_created: Millis(value.created),
        date_updated: Millis(value.updated),
        last_consumed_message_index: value.horizon.map(|horizon| horizon.index),
        last_consumption_timestamp: value.horizon.map(|horizon| Millis(horizon.at)),
        user_info: user.map(|user| ObjectId::UserInfo(user).to_string()),
        bindings: ParticipantBindings { email: email(value) },
    }
}

fn email(value: &Participant) -> Option<ParticipantEmail> {
    Some(ParticipantEmail {
        name: text(value.email_role.name.as_ref()),
        address: value.binding.as_ref()?.email()?.to_owned(),
        level: match value.email_role.level {
            Level::To => EmailLevel::To,
            Level::Cc => EmailLevel::Cc,
        },
    })
}

fn membership(
    conversation: ConversationSid,
    value: &Participant,
    closed: Option<&Profile>,
) -> MyConversationData {
    MyConversationData {
        channel: ObjectId::Conversation(conversation).to_string(),
        messages: ObjectId::Messages(conversation).to_string(),
        roster: ObjectId::Roster(conversation).to_string(),
        status: "joined".to_owned(),
        last_consumed_message_index: value.horizon.map(|horizon| horizon.index),
        notification_level: <&str>::from(value.notification_level()).to_owned(),
        state: closed.map(state_data),
    }
}
