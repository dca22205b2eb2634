//! What a client holds of one conversation.

use twilio_sid::ParticipantSid;
use twilio_wire::sync::{ConversationData, MessageData, MyConversationData, ParticipantData};

use crate::{Conversation, Message, Participant, fetch::Opening, items::Items};

/// A conversation that the user takes part in: three Sync objects, perhaps still being fetched.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) opening: Opening,
    pub(crate) document: Option<(u64, ConversationData)>,
    pub(crate) messages: Items<u64, MessageData>,
    pub(crate) participants: Items<ParticipantSid, ParticipantData>,
    /// SIDs of the objects that are subscribed to.
    pub(crate) objects: Vec<String>,
    /// Reads that are not finished; the application is notified of the conversation when none is left.
    pub(crate) missing: u32,
    pub(crate) announced: bool,
}

impl Held {
    pub(crate) fn new(opening: Opening) -> Self {
        Self {
            opening,
            document: None,
            messages: Items::default(),
            participants: Items::default(),
            objects: Vec::new(),
            missing: 3,
            announced: false,
        }
    }

    /// The application's view.
    pub(crate) fn view(&self, mine: Option<&MyConversationData>) -> Conversation {
        let document = self.document.as_ref().map(|(_, data)| data);
        Conversation {
            friendly_name: document.and_then(|data| data.friendly_name.clone()),
            unique_name: document.and_then(|data| data.unique_name.clone()),
            attributes: document.map(|data| data.attributes.clone()).unwrap_or_default(),
            last_read_message_index: mine.and_then(|mine| mine.last_consumed_message_index),
            messages: self
                .messages
                .iter()
                .map(|(index, data)| (*index, Message::new(*index, data)))
                .collect(),
            participants: self
                .participants
                .iter()
                .map(|(sid, data)| (*sid, Participant::new(*sid, data)))
                .collect(),
        }
    }
}
