//! What channels say of a message beyond its text: receipts, metadata, recipients.
//!
//! The emulator is connected to no channel, so metadata and recipients are only what somebody
//! seeded (`/_emulator/v1/seed`).

use std::sync::Arc;

use twilio_sid::{ConversationSid, MessageSid, ReceiptSid};

use crate::{
    Decided, Fact, Refusal, Roll, World,
    receipt::{Delivery, Receipt},
    text::Text,
};

/// Everything that channels say of one message.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// Its receipts, oldest first.
    pub receipts: Roll<ReceiptSid, Arc<Receipt>>,
    /// What its channel tells of it.
    pub metadata: Option<Arc<ChannelMetadata>>,
    /// Whom it went to by e-mail and the like.
    pub recipients: Arc<[Recipient]>,
}

impl Envelope {
    /// All receipts in short; none when there are none.
    pub fn delivery(&self) -> Option<Delivery> {
        Delivery::of(self.receipts.iter().map(AsRef::as_ref))
    }
}

/// What a channel tells of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelMetadata {
    /// The channel.
    pub kind: Text,
    /// JSON text of the channel.
    pub data: Text,
}

/// Somebody a message went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// `email`, or what else the channel is called.
    pub kind: Text,
    /// `to`, `cc` or `from`.
    pub level: Text,
    /// Name for people.
    pub name: Text,
    /// The address.
    pub address: Text,
}

/// Something that happened on the way of a message to its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryFact {
    /// A message was sent to a participant outside the chat, or the status of that changed.
    ReceiptPut(Arc<Receipt>),
    /// A channel reported metadata of a message.
    MetadataSet(MessageSid, Arc<ChannelMetadata>),
    /// A channel reported the recipients of a message.
    RecipientsSet(MessageSid, Arc<[Recipient]>),
}

impl World {
    pub(crate) fn apply_delivery(&mut self, sid: ConversationSid, fact: &DeliveryFact) {
        let Some(conversation) = self.conversations.get_mut(sid) else { return };
        match fact {
            DeliveryFact::ReceiptPut(receipt) => {
                let envelope = conversation.envelope_mut(receipt.message);
                envelope.receipts.put(receipt.sid, receipt.clone());
            }
            DeliveryFact::MetadataSet(message, metadata) => {
                conversation.envelope_mut(*message).metadata = Some(metadata.clone());
            }
            DeliveryFact::RecipientsSet(message, recipients) => {
                conversation.envelope_mut(*message).recipients = recipients.clone();
            }
        }
    }
}

fn check(world: &World, sid: ConversationSid, message: MessageSid) -> Result<(), Refusal> {
    let known = world.conversation(sid)?.messages.get(message);
    known.map(|_| ()).ok_or(Refusal::NoMessage)
}

/// Says what a channel tells of a message.
pub fn set_metadata(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    metadata: ChannelMetadata,
) -> Result<Decided<()>, Refusal> {
    check(world, sid, message)?;
    Ok(Decided::one(
        Fact::Delivery(sid, DeliveryFact::MetadataSet(message, Arc::new(metadata))),
        (),
    ))
}

/// Says whom a message went to.
pub fn set_recipients(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    recipients: Arc<[Recipient]>,
) -> Result<Decided<()>, Refusal> {
    check(world, sid, message)?;
    Ok(Decided::one(Fact::Delivery(sid, DeliveryFact::RecipientsSet(message, recipients)), ()))
}
