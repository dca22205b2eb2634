//! Who types where, until when.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use twilio_sid::ConversationSid;

/// Everybody who types. Typing ends by itself, so this never holds more than was reported within the
/// service's typing timeout.
#[derive(Debug, Default)]
pub(crate) struct Typing(BTreeMap<(ConversationSid, String), Timestamp>);

impl Typing {
    /// Takes a report; returns whether it is the first one in a row.
    pub(crate) fn started(
        &mut self,
        conversation: ConversationSid,
        identity: &str,
        timeout: SignedDuration,
        now: Timestamp,
    ) -> bool {
        let until = now.checked_add(timeout).unwrap_or(Timestamp::MAX);
        self.0.insert((conversation, identity.to_owned()), until).is_none()
    }

    /// Ends the typing of an author whose message came; returns whether there was any.
    pub(crate) fn ended(&mut self, conversation: ConversationSid, identity: &str) -> bool {
        self.0.remove(&(conversation, identity.to_owned())).is_some()
    }

    /// Forgets a conversation.
    pub(crate) fn forget(&mut self, conversation: ConversationSid) {
        self.0.retain(|(other, _), _| *other != conversation);
    }

    /// Takes away all that has ended by now.
    pub(crate) fn take_ended(&mut self, now: Timestamp) -> Vec<(ConversationSid, String)> {
        let late = self.0.iter().filter(|(_, until)| **until <= now);
        let late: Vec<_> = late.map(|(key, _)| key.clone()).collect();
        for key in &late {
            self.0.remove(key);
        }
        late
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.0.values().min().copied()
    }
}
