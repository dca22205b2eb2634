//! What happens to the messages of a conversation, and what the world makes of it.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::ConversationSid;

use super::Message;
use crate::World;

/// Something that happened to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageFact {
    /// It was sent.
    Added(Arc<Message>),
    /// It was edited.
    Updated(Arc<Message>),
    /// It was removed; this is its last record.
    Removed(Arc<Message>),
}

impl World {
    pub(crate) fn apply_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &MessageFact,
    ) {
        match fact {
            MessageFact::Added(message) => {
                self.change(sid, |it| it.send(at, message));
                self.activity.note(sid);
                self.media.attach(sid, message);
            }
            MessageFact::Updated(message) => self.change(sid, |it| it.edit(message)),
            MessageFact::Removed(message) => {
                self.change(sid, |it| it.unsend(at, message));
                self.media.forget(message);
            }
        }
    }
}
