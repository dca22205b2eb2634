//! What webhooks are told: which events a fact is to them, and the parameters of each.
//!
//! Events and parameters: Twilio's documentation of Conversations webhooks. A value that is not there
//! is left out (public captures of onMessageAdded).

mod conversation;
mod delivery;
mod message;
mod participant;
mod user;

use fake_core::{
    Fact, Service, Source,
    conversation::{Profile, State},
    hook::{Action, Event, Stage},
    message::Message,
    participant::Participant,
    receipt::Receipt,
    user::User,
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::callout::moment;

pub(crate) type Params = Vec<(&'static str, String)>;

/// What an event is about.
#[derive(Clone, Copy)]
pub(super) enum Payload<'a> {
    /// A conversation.
    Conversation(&'a Profile),
    /// A conversation's state, which was this one before.
    State(State, &'a Profile),
    /// A message, in this conversation.
    Message(&'a Profile, &'a Message),
    /// A participant of a conversation.
    Participant(ConversationSid, &'a Participant),
    /// The delivery receipt of a conversation's message.
    Receipt(ConversationSid, &'a Receipt),
    /// A user.
    User(&'a User),
}

/// An event, and what it is about.
pub(super) type Webhook<'a> = (Event, Payload<'a>);

/// What a fact is to webhooks.
pub(super) struct Webhooks<'a> {
    /// The event before it, if a webhook may decide on the fact.
    pub(super) pre: Option<Webhook<'a>>,
    /// The events after it.
    pub(super) post: Vec<Webhook<'a>>,
}

impl<'a> Webhooks<'a> {
    /// Those of a fact; `before` is the profile of its conversation before it. None when webhooks do
    /// not learn of the fact.
    pub(super) fn of(fact: &'a Fact, before: Option<&'a Profile>) -> Option<Self> {
        match fact {
            Fact::Conversation(_, fact) => conversation::webhooks(fact, before),
            Fact::Participant(sid, fact) => Some(participant::webhooks(*sid, fact)),
            Fact::Message(_, fact) => Some(message::webhooks(before?, fact)),
            Fact::Delivery(sid, fact) => delivery::webhooks(*sid, fact),
            Fact::User(fact) => user::webhooks(fact),
            Fact::Service(_)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => None,
        }
    }

    fn around(pre: Event, post: Event, payload: Payload<'a>) -> Self {
        Self { pre: Some((pre, payload)), post: vec![(post, payload)] }
    }

    fn after(post: Event, payload: Payload<'a>) -> Self {
        Self { pre: None, post: vec![(post, payload)] }
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
    pub(super) fn params(&self, (event, payload): Webhook<'_>) -> Params {
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
        match payload {
            Payload::Conversation(profile) => self.conversation(&mut params, event, profile),
            Payload::State(before, profile) => self.state(&mut params, before, profile),
            Payload::Message(profile, message) => {
                self.message(&mut params, event, profile, message);
            }
            Payload::Participant(conversation, participant) => {
                self.participant(&mut params, event, conversation, participant);
            }
            Payload::Receipt(conversation, receipt) => {
                self.receipt(&mut params, event, conversation, receipt);
            }
            Payload::User(user) => self.user(&mut params, event, user),
        }
        params
    }

    fn dates(&self, params: &mut Params, event: Event, created: Timestamp, updated: Timestamp) {
        params.push(("DateCreated", moment(created)));
        match (event.action(), event.stage()) {
            // A public capture of onMessageAdded has no more.
            (Action::Add, Stage::Pre | Stage::Post) => {}
            (Action::Update, Stage::Pre | Stage::Post) | (Action::Remove, Stage::Pre) => {
                params.push(("DateUpdated", moment(updated)));
            }
            (Action::Remove, Stage::Post) => {
                params.push(("DateUpdated", moment(updated)));
                params.push(("DateRemoved", moment(self.at)));
            }
        }
    }
}
