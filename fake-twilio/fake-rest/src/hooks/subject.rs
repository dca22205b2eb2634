//! Parameters of events (Twilio's documentation of Conversations webhooks).
//!
//! A value that is not there is left out (public captures of onMessageAdded).

use fake_core::{
    Fact, Service, Source,
    conversation::{Cause, ConversationFact, Profile, State},
    envelope::DeliveryFact,
    hook::Event,
    message::{Message, MessageFact},
    participant::{Participant, ParticipantFact},
    receipt::Receipt,
    user::{User, UserFact},
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use super::words::{media, put, state, status};
use crate::{callout::moment, public::render_binding};

pub(crate) type Params = Vec<(&'static str, String)>;

/// What an event is about.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    /// A conversation.
    Conversation(&'a Profile),
    /// A conversation's state, which was this one before.
    State(State, &'a Profile),
    /// A message, in this conversation.
    Message(&'a Profile, &'a Message),
    /// A participant of a conversation.
    Participant(ConversationSid, &'a Participant),
    /// What became of a message of a conversation.
    Receipt(ConversationSid, &'a Receipt),
    /// A user.
    User(&'a User),
}

impl<'a> Subject<'a> {
    /// What a fact is about; `profile` is that of its conversation before it.
    pub(super) fn of(fact: &'a Fact, profile: Option<&'a Profile>) -> Option<Self> {
        match fact {
            Fact::Conversation(_, fact) => match fact {
                ConversationFact::Created(profile) | ConversationFact::Updated(profile) => {
                    Some(Self::Conversation(profile))
                }
                ConversationFact::Deleted => profile.map(Self::Conversation),
            },
            Fact::Participant(sid, fact) => match fact {
                ParticipantFact::Added(who)
                | ParticipantFact::Updated(who)
                | ParticipantFact::Removed(who) => Some(Self::Participant(*sid, who)),
            },
            Fact::Message(_, fact) => match fact {
                MessageFact::Added(message)
                | MessageFact::Updated(message)
                | MessageFact::Removed(message) => Some(Self::Message(profile?, message)),
            },
            Fact::User(fact) => match fact {
                UserFact::Created(user) | UserFact::Updated(user) => Some(Self::User(user)),
                UserFact::Deleted(_) => None,
            },
            Fact::Delivery(sid, fact) => match fact {
                DeliveryFact::ReceiptPut(receipt) => Some(Self::Receipt(*sid, receipt)),
                DeliveryFact::MetadataSet(..) | DeliveryFact::RecipientsSet(..) => None,
            },
            Fact::Service(_)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => None,
        }
    }
}

/// Where, when and by whom something happens.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) service: &'a Service,
    pub(super) at: Timestamp,
    pub(super) source: &'a Source,
}

impl Scene<'_> {
    /// What an event is told with.
    pub(super) fn params(&self, event: Event, subject: Subject<'_>) -> Params {
        let mut params = vec![
            ("EventType", event.name().to_owned()),
            ("AccountSid", self.service.account.to_string()),
        ];
        match self.source {
            Source::Api { .. } => params.push(("Source", "API".to_owned())),
            Source::Sdk(identity) => {
                params.push(("Source", "SDK".to_owned()));
                params.push(("ClientIdentity", identity.as_ref().to_owned()));
            }
            // A public capture of a timer's event names no source; assumed of channels' as well, until
            // a live phone settles it.
            Source::System => {}
        }
        match subject {
            Subject::Conversation(profile) => self.conversation(&mut params, event, profile),
            Subject::State(before, profile) => self.state(&mut params, before, profile),
            Subject::Message(profile, message) => {
                self.message(&mut params, event, profile, message);
            }
            Subject::Participant(conversation, participant) => {
                self.participant(&mut params, event, conversation, participant);
            }
            Subject::Receipt(conversation, receipt) => {
                self.receipt(&mut params, event, conversation, receipt);
            }
            Subject::User(user) => self.user(&mut params, event, user),
        }
        params
    }

    fn conversation(&self, params: &mut Params, event: Event, profile: &Profile) {
        if event != Event::ConversationAdd {
            params.push(("ConversationSid", profile.sid.to_string()));
        }
        self.dates(params, event, profile.created, profile.updated);
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        put(params, "MessagingServiceSid", profile.messaging_service);
        put(params, "FriendlyName", profile.friendly_name.as_ref());
        put(params, "UniqueName", profile.unique_name.as_ref());
        params.push(("Attributes", profile.attributes.as_ref().to_owned()));
        params.push(("State", state(profile.state).to_owned()));
    }

    fn state(&self, params: &mut Params, before: State, profile: &Profile) {
        params.push(("ConversationSid", profile.sid.to_string()));
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        put(params, "MessagingServiceSid", profile.messaging_service);
        params.push(("StateUpdated", moment(profile.state_since)));
        params.push(("StateFrom", state(before).to_owned()));
        params.push(("StateTo", state(profile.state).to_owned()));
        let reason = match profile.state_cause {
            Cause::Command => "API",
            Cause::Timer => "TIMER",
            Cause::Message => "EVENT",
        };
        params.push(("Reason", reason.to_owned()));
    }

    fn message(&self, params: &mut Params, event: Event, profile: &Profile, message: &Message) {
        params.push(("ConversationSid", profile.sid.to_string()));
        if event != Event::MessageAdd {
            params.push(("MessageSid", message.sid.to_string()));
            params.push(("Index", message.index.to_string()));
        }
        if let Event::MessageAdd | Event::MessageAdded = event {
            put(params, "MessagingServiceSid", profile.messaging_service);
        }
        self.dates(params, event, message.created, message.updated);
        put(params, "Body", message.body.as_ref());
        put(params, "Media", media(message));
        params.push(("Author", message.author.as_ref().to_owned()));
        put(params, "ParticipantSid", message.participant);
        params.push(("Attributes", message.attributes.as_ref().to_owned()));
    }

    fn participant(
        &self,
        params: &mut Params,
        event: Event,
        conversation: ConversationSid,
        participant: &Participant,
    ) {
        params.push(("ConversationSid", conversation.to_string()));
        if event != Event::ParticipantAdd {
            params.push(("ParticipantSid", participant.sid.to_string()));
        }
        self.dates(params, event, participant.created, participant.updated);
        put(params, "Identity", participant.identity.as_ref());
        put(params, "RoleSid", participant.role);
        params.push(("Attributes", participant.attributes.as_ref().to_owned()));
        if let Some(binding) = participant.binding.as_ref().map(render_binding) {
            params.push(("MessagingBinding.Type", binding.kind));
            put(params, "MessagingBinding.Address", binding.address);
            put(params, "MessagingBinding.ProxyAddress", binding.proxy_address);
            put(params, "MessagingBinding.ProjectedAddress", binding.projected_address);
        }
        if let Event::ParticipantUpdate | Event::ParticipantUpdated = event {
            put(params, "LastReadMessageIndex", participant.horizon.map(|horizon| horizon.index));
        }
    }

    fn receipt(
        &self,
        params: &mut Params,
        event: Event,
        conversation: ConversationSid,
        receipt: &Receipt,
    ) {
        params.push(("ConversationSid", conversation.to_string()));
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        params.push(("MessageSid", receipt.message.to_string()));
        params.push(("DeliveryReceiptSid", receipt.sid.to_string()));
        params.push(("ChannelMessageSid", receipt.channel_message.as_ref().to_owned()));
        params.push(("ParticipantSid", receipt.participant.to_string()));
        params.push(("Status", status(receipt.status).to_owned()));
        params.push(("ErrorCode", receipt.error_code.to_string()));
        self.dates(params, event, receipt.created, receipt.updated);
    }

    fn user(&self, params: &mut Params, event: Event, user: &User) {
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        params.push(("UserSid", user.sid.to_string()));
        self.dates(params, event, user.created, user.updated);
        params.push(("Identity", user.identity.as_ref().to_owned()));
        params.push(("RoleSid", user.role.to_string()));
        params.push(("Attributes", user.attributes.as_ref().to_owned()));
        put(params, "FriendlyName", user.friendly_name.as_ref());
    }

    fn dates(&self, params: &mut Params, event: Event, created: Timestamp, updated: Timestamp) {
        params.push(("DateCreated", moment(created)));
        match event {
            // A public capture of onMessageAdded has no more.
            Event::MessageAdd
            | Event::MessageAdded
            | Event::ConversationAdd
            | Event::ConversationAdded
            | Event::ParticipantAdd
            | Event::ParticipantAdded
            | Event::UserAdded => {}
            Event::MessageUpdate
            | Event::MessageUpdated
            | Event::MessageRemove
            | Event::ConversationUpdate
            | Event::ConversationUpdated
            | Event::ConversationRemove
            | Event::ConversationStateUpdated
            | Event::ParticipantUpdate
            | Event::ParticipantUpdated
            | Event::ParticipantRemove
            | Event::UserUpdate
            | Event::UserUpdated
            | Event::DeliveryUpdated => params.push(("DateUpdated", moment(updated))),
            Event::MessageRemoved | Event::ConversationRemoved | Event::ParticipantRemoved => {
                params.push(("DateUpdated", moment(updated)));
                params.push(("DateRemoved", moment(self.at)));
            }
        }
    }
}
