//! Who takes part in a conversation.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    Error,
    conversations::{record::participant::Participant, state::conversation::Conversation},
    text::Text,
};

impl Conversation {
    /// The participant with this identity.
    pub fn participant(&self, identity: &str) -> Option<&Arc<Participant>> {
        self.participants.get(*self.identities.get(identity)?)
    }

    /// Who takes part from outside the chat.
    pub fn outside(&self) -> impl Iterator<Item = &Arc<Participant>> {
        self.outside.iter().filter_map(|sid| self.participants.get(*sid))
    }

    /// Who has a binding.
    pub(crate) fn bound(&self) -> impl Iterator<Item = &Arc<Participant>> {
        self.bound.iter().filter_map(|sid| self.participants.get(*sid))
    }

    /// The participant who is an author: by identity, or by address from outside the chat.
    pub(crate) fn writer(&self, author: &str) -> Option<&Arc<Participant>> {
        let is_writer = |it: &&Arc<Participant>| {
            let address =
                it.binding.as_ref().and_then(|it| it.address().or(it.projected_address()));
            address.is_some_and(|it| it.as_ref() == author)
        };
        self.participant(author).or_else(|| self.outside().find(is_writer))
    }

    /// An author, sharing its text with the participant or with the last message.
    pub(crate) fn shared_author(&self, author: Text) -> Text {
        let participant = self.participant(&author).and_then(|it| it.identity.as_ref());
        let last = self.messages.last().map(|message| &message.author);
        let known = participant.into_iter().chain(last).find(|known| **known == author).cloned();
        known.unwrap_or(author)
    }

    /// The participant behind a SID or an identity.
    pub fn participant_by_sid_or_identity(&self, key: &str) -> Result<&Arc<Participant>, Error> {
        let by_sid = key.parse().ok().and_then(|sid| self.participants.get(sid));
        by_sid.or_else(|| self.participant(key)).ok_or(Error::NoParticipant)
    }

    pub(crate) fn add(&mut self, at: Timestamp, participant: &Arc<Participant>) {
        if let Some(identity) = &participant.identity {
            self.identities.insert(identity.clone(), participant.sid);
        } else {
            self.outside.insert(participant.sid);
        }
        if participant.binding.is_some() {
            self.bound.insert(participant.sid);
        }
        self.participants.push(participant.sid, participant.clone());
        self.updated = at;
    }

    pub(crate) fn replace(&mut self, participant: &Arc<Participant>) {
        if let Some(known) = self.participants.get_mut(participant.sid) {
            *known = participant.clone();
        }
        if participant.binding.is_some() {
            self.bound.insert(participant.sid);
        } else {
            self.bound.remove(&participant.sid);
        }
        if let Some(identity) = &participant.identity {
            self.identities.insert(identity.clone(), participant.sid);
            self.outside.remove(&participant.sid);
        }
    }

    pub(crate) fn remove(&mut self, at: Timestamp, participant: &Participant) {
        self.participants.remove(participant.sid);
        if let Some(identity) = &participant.identity {
            self.identities.remove(identity);
        }
        self.outside.remove(&participant.sid);
        self.bound.remove(&participant.sid);
        self.updated = at;
    }
}
