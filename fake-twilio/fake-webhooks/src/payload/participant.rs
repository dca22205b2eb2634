//! Events of participants.

use fake_core::{
    participant::{Participant, ParticipantFact},
    webhook::{Action, Event},
};
use twilio_sid::ConversationSid;

use super::{EventContext, Payload, Webhooks};
use crate::parameters::{Params, put};

pub(super) fn webhooks(conversation: ConversationSid, fact: &ParticipantFact) -> Webhooks<'_> {
    let (pre, post, who) = match fact {
        ParticipantFact::Added(who) => (Event::ParticipantAdd, Event::ParticipantAdded, who),
        ParticipantFact::Updated(who) => (Event::ParticipantUpdate, Event::ParticipantUpdated, who),
        ParticipantFact::Removed(who) => (Event::ParticipantRemove, Event::ParticipantRemoved, who),
    };
    Webhooks::around(pre, post, Payload::Participant(conversation, who))
}

impl EventContext<'_> {
    pub(super) fn participant(
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
        if let Some(binding) = &participant.binding {
            params.push(("MessagingBinding.Type", binding.channel().to_owned()));
            put(params, "MessagingBinding.Address", binding.address());
            put(params, "MessagingBinding.ProxyAddress", binding.proxy_address());
            put(params, "MessagingBinding.ProjectedAddress", binding.projected_address());
        }
        if event.action() == Action::Update {
            put(params, "LastReadMessageIndex", participant.horizon.map(|horizon| horizon.index));
        }
    }
}
