//! All media of a service.

use std::sync::Arc;

use twilio_sid::{ConversationSid, MediaSid, MessageSid};

use crate::{
    conversations::record::{
        media::{Digest, Medium},
        message::Message,
    },
    shared_map::{SharedMap, SharedSet},
};

/// A medium, with the message that shows it.
#[derive(Clone, Debug)]
pub struct StoredMedium {
    /// Its record.
    pub medium: Arc<Medium>,
    /// The one message that shows it.
    pub message: Option<(ConversationSid, MessageSid)>,
}

/// All media of a service: those without a message, and those of the messages there are.
#[derive(Clone, Debug, Default)]
pub struct MediaLibrary {
    all: SharedMap<MediaSid, StoredMedium>,
    /// Those that messages show, so that a conversation's are found without its other messages.
    shown: SharedSet<(ConversationSid, MediaSid)>,
}

impl MediaLibrary {
    /// The medium with this SID.
    pub fn get(&self, sid: MediaSid) -> Option<&StoredMedium> {
        self.all.get(&sid)
    }

    /// Where the bytes of all media are; some more than once.
    pub fn digests(&self) -> impl Iterator<Item = Digest> {
        self.all.iter().map(|(_, it)| it.medium.digest)
    }

    /// The media that messages of a conversation show.
    pub fn of_conversation(&self, sid: ConversationSid) -> impl Iterator<Item = &Arc<Medium>> {
        let first = (sid, MediaSid::from_bytes([0; 16]));
        let shown = self.shown.range(first..).take_while(move |(of, _)| *of == sid);
        shown.filter_map(|(_, medium)| self.all.get(medium)).map(|it| &it.medium)
    }

    pub(crate) fn add(&mut self, medium: &Arc<Medium>) {
        self.all.insert(medium.sid, StoredMedium { medium: medium.clone(), message: None });
    }

    /// The media that no message shows.
    pub(crate) fn without_message(&self) -> impl Iterator<Item = &Arc<Medium>> {
        self.all.iter().filter(|(_, it)| it.message.is_none()).map(|(_, it)| &it.medium)
    }

    pub(crate) fn remove(&mut self, sid: MediaSid) {
        self.all.remove(&sid);
    }

    pub(crate) fn attach(&mut self, conversation: ConversationSid, message: &Message) {
        for medium in message.media() {
            let message = Some((conversation, message.sid));
            self.all.insert(medium.sid, StoredMedium { medium: medium.clone(), message });
            self.shown.insert((conversation, medium.sid));
        }
    }

    /// Media go with their message.
    pub(crate) fn forget(&mut self, conversation: ConversationSid, message: &Message) {
        for medium in message.media() {
            self.all.remove(&medium.sid);
            self.shown.remove(&(conversation, medium.sid));
        }
    }

    /// Media go with their conversation.
    pub(crate) fn forget_conversation(&mut self, sid: ConversationSid) {
        let media: Vec<MediaSid> = self.of_conversation(sid).map(|medium| medium.sid).collect();
        for medium in media {
            self.all.remove(&medium);
            self.shown.remove(&(sid, medium));
        }
    }
}
