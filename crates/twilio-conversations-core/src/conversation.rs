//! What a client holds of one conversation.

use std::collections::BTreeMap;

use twilio_sid::ParticipantSid;
use twilio_wire::sync::{ConversationData, MessageData, MyConversationData, ParticipantData};

use crate::{
    Conversation, Message, Participant,
    fetch::Opening,
    items::{Items, Put},
};

/// A conversation that the user takes part in: three Sync objects, perhaps still being fetched.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) opening: Opening,
    pub(crate) document: Option<(u64, ConversationData)>,
    pub(crate) messages: Messages,
    pub(crate) participants: Items<ParticipantSid, ParticipantData>,
    /// Address of the list's items, once the list is open.
    pub(crate) items: Option<String>,
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
            messages: Messages::default(),
            participants: Items::default(),
            items: None,
            objects: Vec::new(),
            missing: 3,
            announced: false,
        }
    }

    /// The application's view.
    pub(crate) fn view(&self, mine: Option<&MyConversationData>) -> Conversation {
        let mut view = self.document.as_ref().map(|(_, data)| fields(data)).unwrap_or_default();
        if let Some(mine) = mine {
            view.last_read_message_index = mine.last_consumed_message_index;
            view.notification_level.clone_from(&mine.notification_level);
        }
        let messages = self.messages.kept.iter();
        view.messages =
            messages.map(|(index, data)| (*index, Message::new(*index, data))).collect();
        let participants = self.participants.iter();
        view.participants =
            participants.map(|(sid, data)| (*sid, Participant::new(*sid, data))).collect();
        view
    }
}

fn fields(data: &ConversationData) -> Conversation {
    Conversation {
        friendly_name: data.friendly_name.clone(),
        unique_name: data.unique_name.clone(),
        attributes: data.attributes.clone(),
        created_by: data.created_by.clone(),
        date_created: data.date_created.0,
        date_updated: data.date_updated.0,
        state: Some(data.state.current.clone()),
        last_message: data.last_message,
        bindings: data.bindings.clone(),
        ..Conversation::default()
    }
}

/// Messages of a conversation: the newest ones as they are, of older ones nothing.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) kept: Items<u64, MessageData>,
    /// Lowest index that is kept track of: from here on, a message that is not kept is not known to
    /// the application either.
    floor: u64,
    /// Numbers of events about messages below the floor that could come again, by index.
    touched: BTreeMap<u64, u64>,
}

/// What an event of a list says about where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    /// Number of the event.
    pub(crate) event_id: u64,
    /// Up to this number no event of the list can come (again).
    pub(crate) complete_up_to: u64,
}

impl Messages {
    /// Takes the value that an event brings.
    pub(crate) fn put(
        &mut self,
        index: u64,
        at: Position,
        data: MessageData,
        is_new: bool,
        limit: usize,
    ) -> Put {
        if is_new && self.floor == u64::MAX {
            self.floor = index;
        }
        if index < self.floor {
            return match self.is_stale(index, at) {
                true => Put::Stale,
                false if is_new => Put::Added,
                false => Put::Updated,
            };
        }
        let put = self.kept.put(index, at.event_id, data);
        self.trim(limit);
        put
    }

    /// Takes a message away; returns its last value.
    pub(crate) fn remove(
        &mut self,
        index: u64,
        at: Position,
        last: Option<MessageData>,
    ) -> Option<MessageData> {
        if index >= self.floor {
            return self.kept.remove(index, at.event_id);
        }
        last.filter(|_| !self.is_stale(index, at))
    }

    /// Takes a message of a page that was read.
    pub(crate) fn read(&mut self, index: u64, event_id: u64, data: MessageData, limit: usize) {
        self.kept.put(index, event_id, data);
        self.trim(limit);
    }

    /// Keeps track of no message but those that are sent from now on.
    pub(crate) fn skip_history(&mut self) {
        self.floor = u64::MAX;
    }

    /// Keeps no track of messages before an index.
    pub(crate) fn raise_floor(&mut self, index: u64) {
        self.floor = self.floor.max(index);
    }

    fn trim(&mut self, limit: usize) {
        if let Some(lowest) = self.kept.keep_newest(limit).copied() {
            self.floor = self.floor.max(lowest);
        }
    }

    fn is_stale(&mut self, index: u64, at: Position) -> bool {
        self.touched.retain(|_, event_id| *event_id > at.complete_up_to);
        let known = self.touched.get(&index).copied().unwrap_or(at.complete_up_to);
        if at.event_id > known {
            self.touched.insert(index, at.event_id);
        }
        at.event_id <= known
    }
}
