//! Delivery data of a message: receipts, metadata, recipients.
//!
//! The emulator is connected to no channel, so metadata and recipients are only what seed requests
//! set (`/_emulator/v1/seed`).

use std::sync::Arc;

use twilio_sid::{ConversationSid, MessageSid};

use crate::{
    Error,
    conversations::{
        fact::{Decided, DeliveryFact, Fact},
        record::delivery::{ChannelMetadata, Recipient},
        state::world::World,
    },
};

fn check(world: &World, sid: ConversationSid, message: MessageSid) -> Result<(), Error> {
    let known = world.conversation(sid)?.messages.get(message);
    known.map(|_| ()).ok_or(Error::NoMessage)
}

/// Sets the channel metadata of a message.
pub fn set_metadata(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    metadata: ChannelMetadata,
) -> Result<Decided<()>, Error> {
    check(world, sid, message)?;
    Ok(Decided::one(
        Fact::Delivery(sid, DeliveryFact::MetadataSet(message, Arc::new(metadata))),
        (),
    ))
}

/// Sets the recipients of a message.
pub fn set_recipients(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    recipients: Arc<[Recipient]>,
) -> Result<Decided<()>, Error> {
    check(world, sid, message)?;
    Ok(Decided::one(Fact::Delivery(sid, DeliveryFact::RecipientsSet(message, recipients)), ()))
}
