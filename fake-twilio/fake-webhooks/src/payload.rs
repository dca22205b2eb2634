//! Webhook events of each fact, and their parameters.
//!
//! Events and parameters: Twilio's documentation of Conversations webhooks. A value that is not there
//! is left out (public captures of onMessageAdded).

mod conversation;
mod delivery;
mod message;
mod participant;
mod user;

use std::time::Duration;

use fake_core::{
    Actor, CallbackMethod, Fact, Service,
    conversation::{Profile, State},
    message::Message,
    participant::Participant,
    receipt::Receipt,
    text::Text,
    user::User,
    webhook::{Action, Event, Stage},
};
use fake_store::ServiceTenant;
use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::{
    WebhookRequest,
    parameters::{Params, moment},
};

/// Real time that webhooks of Conversations get to answer (Twilio's documentation).
const LIMIT: Duration = Duration::from_secs(5);

/// What an event is about.
#[derive(Clone, Copy)]
pub(crate) enum Payload<'a> {
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
pub(crate) type Webhook<'a> = (Event, Payload<'a>);

/// The webhook events of a fact.
pub(crate) struct Webhooks<'a> {
    /// The event before it, if a webhook may decide on the fact.
    pub(crate) pre: Option<Webhook<'a>>,
    /// The events after it.
    pub(crate) post: Vec<Webhook<'a>>,
}

impl<'a> Webhooks<'a> {
    /// Those of a fact; `before` is the profile of its conversation before it. None when webhooks do
    /// not learn of the fact.
    pub(crate) fn of(fact: &'a Fact, before: Option<&'a Profile>) -> Option<Self> {
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

/// Service, time and actor of an event.
#[derive(Clone, Copy)]
pub(crate) struct EventContext<'a> {
    pub(crate) service: &'a Service,
    pub(crate) at: Timestamp,
    pub(crate) actor: &'a Actor,
    /// For the presence of users, which is not in the log; `None` before an event.
    pub(crate) tenant: Option<&'a ServiceTenant>,
}

impl EventContext<'_> {
    /// The request of an event to a URL.
    pub(crate) fn request(
        &self,
        (url, method): (&Text, CallbackMethod),
        event: Event,
        params: Params,
    ) -> WebhookRequest {
        WebhookRequest {
            account: self.service.account,
            event: event.name(),
            url: url.clone(),
            method,
            params,
            limit: LIMIT,
            sends_attempt_header: true,
        }
    }

    /// The parameters of an event.
    pub(crate) fn params(&self, (event, payload): Webhook<'_>) -> Params {
        let mut params = vec![
            ("EventType", event.name().to_owned()),
            ("AccountSid", self.service.account.to_string()),
        ];
        match self.actor {
            Actor::Api { .. } => params.push(("Source", "API".to_owned())),
            Actor::Sdk(identity) => {
                params.push(("Source", "SDK".to_owned()));
                params.push(("ClientIdentity", identity.as_ref().to_owned()));
            }
            // A public capture of a timer's event names no source; assumed of channels' as well, until
            // a live phone settles it.
            Actor::System | Actor::Reset => {}
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
