//! What channels report of a message.

use std::sync::Arc;

use twilio_sid::ReceiptSid;

use crate::{
    conversations::record::receipt::{Delivery, Receipt},
    ordered_map::OrderedMap,
    text::Text,
};

/// Delivery data of one message: receipts, metadata, recipients.
#[derive(Clone, Debug, Default)]
pub struct MessageDelivery {
    /// Its receipts, oldest first.
    pub receipts: OrderedMap<ReceiptSid, Arc<Receipt>>,
    /// Its channel metadata.
    pub metadata: Option<Arc<ChannelMetadata>>,
    /// Whom it went to by e-mail and the like.
    pub recipients: Arc<[Recipient]>,
}

impl MessageDelivery {
    /// All receipts in short; none when there are none.
    pub fn delivery(&self) -> Option<Delivery> {
        Delivery::of(self.receipts.iter().map(AsRef::as_ref))
    }
}

/// Channel metadata of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelMetadata {
    /// The channel.
    pub kind: Text,
    /// JSON text of the channel.
    pub data: Text,
}

/// A recipient of a message.
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
