//! All media of a service.

use std::{collections::BTreeMap, sync::Arc};

use twilio_sid::{ConversationSid, MediaSid, MessageSid};

use crate::conversations::record::{
    media::{Digest, Medium},
    message::Message,
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
pub struct MediaLibrary(BTreeMap<MediaSid, StoredMedium>);

impl MediaLibrary {
    /// The medium with this SID.
    pub fn get(&self, sid: MediaSid) -> Option<&StoredMedium> {
        self.0.get(&sid)
    }

    /// Where the bytes of all media are; some more than once.
    pub fn digests(&self) -> impl Iterator<Item = Digest> {
        self.0.values().map(|it| it.medium.digest)
    }

    pub(crate) fn add(&mut self, medium: &Arc<Medium>) {
        self.0.insert(medium.sid, StoredMedium { medium: medium.clone(), message: None });
    }

    pub(crate) fn attach(&mut self, conversation: ConversationSid, message: &Message) {
        for medium in &message.media {
            let message = Some((conversation, message.sid));
            self.0.insert(medium.sid, StoredMedium { medium: medium.clone(), message });
        }
    }

    /// Media go with their message.
    pub(crate) fn forget(&mut self, message: &Message) {
        for medium in &message.media {
            self.0.remove(&medium.sid);
        }
    }
}
