//! Applies facts about messages.

use jiff::Timestamp;
use twilio_sid::ConversationSid;

use crate::conversations::{fact::MessageFact, state::world::World};

impl World {
    pub(crate) fn apply_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &MessageFact,
    ) {
        match fact {
            MessageFact::Added(message) => {
                let mut state = None;
                self.change(sid, |it| {
                    state = Some(it.profile.state);
                    it.send(at, message);
                });
                if let Some(state) = state {
                    self.activity.note(sid, state);
                }
                self.media.attach(sid, message);
            }
            MessageFact::Updated(message) => self.change(sid, |it| it.edit(message)),
            MessageFact::Removed(message) => {
                self.change(sid, |it| it.unsend(at, message));
                self.media.forget(sid, message);
            }
        }
    }
}
