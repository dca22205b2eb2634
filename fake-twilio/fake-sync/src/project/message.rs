//! What happens to a message and to its delivery: its item of the list.

use std::sync::Arc;

use fake_core::{
    delivery::DeliveryFact,
    message::{Message, MessageFact},
};
use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessageSid};

use super::Step;
use crate::{ObjectId, SyncView, data::Data, item::Key};

impl SyncView {
    pub(super) fn project_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &MessageFact,
        steps: &mut Vec<Step>,
    ) {
        match fact {
            MessageFact::Added(message) => {
                self.put_message(at, sid, message, steps);
                self.update_document(at, sid, steps);
            }
            MessageFact::Updated(message) => self.put_message(at, sid, message, steps),
            MessageFact::Removed(message) => {
                let key = Key::Index(u64::from(message.index));
                self.remove(at, ObjectId::Messages(sid), key, steps);
                self.update_document(at, sid, steps);
            }
        }
    }

    pub(super) fn project_delivery(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        fact: &DeliveryFact,
        steps: &mut Vec<Step>,
    ) {
        match fact {
            DeliveryFact::ReceiptPut(receipt) => {
                self.renew_message(at, sid, receipt.message, steps);
            }
            DeliveryFact::MetadataSet(message, _) => self.renew_message(at, sid, *message, steps),
            DeliveryFact::RecipientsSet(..) => {}
        }
    }

    fn put_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        message: &Arc<Message>,
        steps: &mut Vec<Step>,
    ) {
        let key = Key::Index(u64::from(message.index));
        let conversation = self.world.conversation(sid).ok();
        let delivery = conversation.and_then(|it| it.delivery(message.sid));
        let data = Data::message(message, delivery);
        self.put(at, ObjectId::Messages(sid), key, &message.author, data, steps);
    }

    /// Tells what channels say of a message by now.
    fn renew_message(
        &mut self,
        at: Timestamp,
        sid: ConversationSid,
        message: MessageSid,
        steps: &mut Vec<Step>,
    ) {
        let conversation = self.world.conversation(sid).ok();
        let message = conversation.and_then(|it| it.messages.get(message)).cloned();
        if let Some(message) = message {
            self.put_message(at, sid, &message, steps);
        }
    }
}
