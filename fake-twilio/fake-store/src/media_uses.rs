use std::sync::Arc;

use fake_core::{
    Fact, World,
    conversation::ConversationFact,
    media::{MediaFact, Medium},
    message::MessageFact,
};

use crate::{Observer, Record, blobs::Blobs};

/// Lets the bytes of media go with their last record.
pub(crate) struct MediaUses(Arc<Blobs>);

impl MediaUses {
    pub(crate) fn new(blobs: Arc<Blobs>) -> Self {
        Self(blobs)
    }

    fn release<'a>(&self, media: impl IntoIterator<Item = &'a Arc<Medium>>) {
        for medium in media {
            self.0.release(medium.digest);
        }
    }
}

impl Observer<World> for MediaUses {
    fn before(&mut self, world: &World, record: &Record<Fact>) {
        let fact = &record.fact;
        if let Fact::Media(MediaFact::Uploaded(medium)) = fact {
            self.0.retain(medium.digest);
        } else if let Fact::Media(MediaFact::Removed(medium)) = fact {
            self.release([medium]);
        } else if let Fact::Message(_, MessageFact::Added(message)) = fact {
            // Those of a template were not uploaded before.
            for medium in message.media().iter().filter(|it| world.media.get(it.sid).is_none()) {
                self.0.retain(medium.digest);
            }
        } else if let Fact::Message(_, MessageFact::Removed(message)) = fact {
            self.release(message.media());
        } else if let Fact::Conversation(sid, ConversationFact::Deleted) = fact {
            self.release(world.media.of_conversation(*sid));
        }
    }

    fn after(&mut self, _: &World, _: &Record<Fact>) {}
}
