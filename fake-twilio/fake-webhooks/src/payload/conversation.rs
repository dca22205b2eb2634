//! Events of conversations.

use fake_core::{
    conversation::{Cause, ConversationFact, Profile, State},
    webhook::Event,
};

use super::{EventContext, Payload, Webhooks};
use crate::parameters::{Params, moment, put};

pub(super) fn webhooks<'a>(
    fact: &'a ConversationFact,
    before: Option<&'a Profile>,
) -> Option<Webhooks<'a>> {
    Some(match fact {
        ConversationFact::Created(profile) => {
            let payload = Payload::Conversation(profile);
            Webhooks::around(Event::ConversationAdd, Event::ConversationAdded, payload)
        }
        ConversationFact::Updated(profile) => updated(profile, before),
        // Only the control API restores, and calls no webhooks.
        ConversationFact::Restored(_) => return None,
        ConversationFact::Deleted => {
            let payload = Payload::Conversation(before?);
            Webhooks::around(Event::ConversationRemove, Event::ConversationRemoved, payload)
        }
    })
}

fn updated<'a>(profile: &'a Profile, before: Option<&Profile>) -> Webhooks<'a> {
    let payload = Payload::Conversation(profile);
    let (pre, post) = (Event::ConversationUpdate, Event::ConversationUpdated);
    let mut webhooks = Webhooks::around(pre, post, payload);
    let before = before.map_or(profile.state, |before| before.state);
    if before != profile.state {
        // assumed: a state that changes by itself is no update; a live timer would settle it.
        webhooks.post.retain(|_| profile.state_cause == Cause::Command);
        webhooks.post.push((Event::ConversationStateUpdated, Payload::State(before, profile)));
    }
    webhooks
}

impl EventContext<'_> {
    pub(super) fn conversation(&self, params: &mut Params, event: Event, profile: &Profile) {
        if event != Event::ConversationAdd {
            params.push(("ConversationSid", profile.sid.to_string()));
        }
        self.dates(params, event, profile.created, profile.updated);
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        put(params, "MessagingServiceSid", profile.messaging_service);
        put(params, "FriendlyName", profile.friendly_name.as_ref());
        put(params, "UniqueName", profile.unique_name.as_ref());
        params.push(("Attributes", profile.attributes.as_ref().to_owned()));
        params.push(("State", <&str>::from(profile.state).to_owned()));
    }

    pub(super) fn state(&self, params: &mut Params, before: State, profile: &Profile) {
        params.push(("ConversationSid", profile.sid.to_string()));
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        put(params, "MessagingServiceSid", profile.messaging_service);
        params.push(("StateUpdated", moment(profile.state_since)));
        params.push(("StateFrom", <&str>::from(before).to_owned()));
        params.push(("StateTo", <&str>::from(profile.state).to_owned()));
        let reason = match profile.state_cause {
            Cause::Command => "API",
            Cause::Timer => "TIMER",
            Cause::Message => "EVENT",
        };
        params.push(("Reason", reason.to_owned()));
    }
}
