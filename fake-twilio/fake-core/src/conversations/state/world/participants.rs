//! Applies facts about participants.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::{
    conversations::{
        fact::ParticipantFact,
        record::{messaging_binding::Binding, participant::Participant},
        state::world::World,
    },
    text::Text,
};

impl World {
    pub(crate) fn apply_participant(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &ParticipantFact,
    ) {
        match fact {
            ParticipantFact::Added(participant) => self.add_participant(at, sid, participant),
            ParticipantFact::Updated(participant) => self.replace_participant(sid, participant),
            ParticipantFact::Removed(participant) => {
                self.change(sid, |it| it.remove(at, participant));
                self.forget_participant(sid, participant);
            }
        }
    }

    /// The open conversation in which an address talks to a proxy address.
    pub fn conversation_of_addresses(&self, binding: &Binding) -> Option<ConversationSid> {
        self.address_pairs.get(&address_pair(binding)?).copied()
    }

    fn add_participant(&mut self, at: Timestamp, sid: ConversationSid, who: &Arc<Participant>) {
        self.change(sid, |it| it.add(at, who));
        if let Some(identity) = &who.identity {
            self.memberships.add(identity, sid, who.sid);
        }
        if let Some(address) = who.binding.as_ref().and_then(Binding::address) {
            self.addresses.add(address, sid, who.sid);
        }
        self.learn_addresses(sid, who);
    }

    fn replace_participant(&mut self, sid: ConversationSid, who: &Arc<Participant>) {
        let before = self.conversations.get(sid).and_then(|it| it.participants.get(who.sid));
        if let Some(identity) =
            who.identity.as_ref().filter(|_| before.is_some_and(|it| it.identity.is_none()))
        {
            self.memberships.add(identity, sid, who.sid);
        }
        if let Some(before) = before.filter(|it| it.binding != who.binding).cloned() {
            self.forget_addresses(sid, &before);
            self.learn_addresses(sid, who);
        }
        self.change(sid, |it| it.replace(who));
    }

    fn learn_addresses(&mut self, sid: ConversationSid, who: &Participant) {
        if let Some(pair) = who.binding.as_ref().and_then(address_pair) {
            self.address_pairs.insert(pair, sid);
        }
    }

    pub(crate) fn forget_addresses(&mut self, sid: ConversationSid, who: &Participant) {
        let pair = who.binding.as_ref().and_then(address_pair);
        // Those of a closed conversation may long be those of another one.
        if let Some(pair) = pair.filter(|pair| self.address_pairs.get(pair) == Some(&sid)) {
            self.address_pairs.remove(&pair);
        }
    }

    pub(crate) fn forget_participant(&mut self, sid: ConversationSid, who: &Participant) {
        if let Some(identity) = &who.identity {
            self.memberships.end(identity, who.sid);
        }
        if let Some(address) = who.binding.as_ref().and_then(Binding::address) {
            self.addresses.end(address, who.sid);
        }
        self.forget_addresses(sid, who);
    }
}

fn address_pair(binding: &Binding) -> Option<(Text, Text)> {
    Some((binding.address()?.clone(), binding.proxy_address()?.clone()))
}
