//! A second, dumber replica: it believes nothing but the events that an application is told.

use std::collections::BTreeMap;

use twilio_conversations_core::{Conversation, Event};
use twilio_sid::ConversationSid;

/// What an application would know that listens and never asks.
#[derive(Debug, Default)]
pub(crate) struct Journal(pub(crate) BTreeMap<ConversationSid, Conversation>);

impl Journal {
    /// Takes an event; panics when it does not fit what was told before.
    pub(crate) fn take(&mut self, event: &Event) {
        match event {
            Event::ConversationAdded(sid, view) => {
                assert!(self.0.insert(*sid, (**view).clone()).is_none(), "added twice");
            }
            Event::ConversationRemoved(sid) => {
                assert!(self.0.remove(sid).is_some(), "removed, but never added");
            }
            Event::MessageAdded(sid, message) => {
                let known = self.at(*sid).messages.insert(message.index, (**message).clone());
                assert_eq!(known, None, "message added twice");
            }
            Event::MessageUpdated(sid, message) => {
                let known = self.at(*sid).messages.insert(message.index, (**message).clone());
                assert!(known.is_some(), "message updated, but never added");
            }
            Event::MessageRemoved(sid, message) => {
                let known = self.at(*sid).messages.remove(&message.index);
                assert_eq!(known.as_ref(), Some(&**message));
            }
            Event::ParticipantJoined(sid, participant) => {
                let known =
                    self.at(*sid).participants.insert(participant.sid, (**participant).clone());
                assert_eq!(known, None, "participant joined twice");
            }
            Event::ParticipantUpdated(sid, participant) => {
                let known =
                    self.at(*sid).participants.insert(participant.sid, (**participant).clone());
                assert!(known.is_some(), "participant updated, but never joined");
            }
            Event::ParticipantLeft(sid, participant) => {
                let known = self.at(*sid).participants.remove(&participant.sid);
                assert_eq!(known.as_ref(), Some(&**participant));
            }
            Event::ConversationUpdated(sid) => assert!(self.0.contains_key(sid)),
            Event::Typing { conversation, .. } | Event::TypingEnded { conversation, .. } => {
                assert!(self.0.contains_key(conversation));
            }
            Event::Connection(_)
            | Event::Refused { .. }
            | Event::Ready
            | Event::TokenAboutToExpire
            | Event::TokenExpired
            | Event::TokenUpdated
            | Event::UserUpdated(_)
            | Event::UserSubscribed(_)
            | Event::UserUnsubscribed(_)
            | Event::PushNotification(_)
            | Event::Reply { .. } => {}
        }
    }

    fn at(&mut self, sid: ConversationSid) -> &mut Conversation {
        self.0.get_mut(&sid).expect("the conversation was added before")
    }
}
