//! Events of messages.

use fake_core::{
    conversation::Profile,
    message::{Message, MessageFact},
    webhook::{Action, Event},
};

use super::{EventContext, Payload, Webhooks};
use crate::parameters::{Params, media, put};

pub(super) fn webhooks<'a>(conversation: &'a Profile, fact: &'a MessageFact) -> Webhooks<'a> {
    let (pre, post, message) = match fact {
        MessageFact::Added(message) => (Event::MessageAdd, Event::MessageAdded, message),
        MessageFact::Updated(message) => (Event::MessageUpdate, Event::MessageUpdated, message),
        MessageFact::Removed(message) => (Event::MessageRemove, Event::MessageRemoved, message),
    };
    Webhooks::around(pre, post, Payload::Message(conversation, message))
}

impl EventContext<'_> {
    pub(super) fn message(
        &self,
        params: &mut Params,
        event: Event,
        profile: &Profile,
        message: &Message,
    ) {
        params.push(("ConversationSid", profile.sid.to_string()));
        if event != Event::MessageAdd {
            params.push(("MessageSid", message.sid.to_string()));
            params.push(("Index", message.index.to_string()));
        }
        if event.action() == Action::Add {
            put(params, "MessagingServiceSid", profile.messaging_service);
        }
        self.dates(params, event, message.created, message.updated);
        put(params, "Body", message.body.as_ref());
        put(params, "Media", media(message));
        params.push(("Author", message.author.as_ref().to_owned()));
        put(params, "ParticipantSid", message.participant);
        params.push(("Attributes", message.attributes.as_ref().to_owned()));
    }
}
