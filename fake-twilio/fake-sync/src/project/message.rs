//! What happens to a message and to its delivery: its item of the list.

use fake_core::{
    World,
    delivery::DeliveryFact,
    message::{Message, MessageFact},
};
use jiff::Timestamp;
use std::sync::Arc;
use twilio_sid::{ConversationSid, MessageSid};

use crate::{
    ObjectId,
    data::Data,
    objects::{Object, SyncView},
};

impl SyncView {
    pub(super) fn project_message(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        fact: &MessageFact,
    ) {
        match fact {
            MessageFact::Added(message) => {
                let object = ObjectId::Messages(sid);
                if let Some(Object::Messages(list)) = self.objects.get_mut(&object) {
                    let data = data(world, sid, message);
                    let numbered = list.add(at, u64::from(message.index), data);
                    self.send(object, numbered);
                }
                self.update_document(world, at, sid);
            }
            MessageFact::Updated(message) => self.change_message(world, at, sid, message),
            MessageFact::Removed(message) => {
                let object = ObjectId::Messages(sid);
                if let Some(Object::Messages(list)) = self.objects.get_mut(&object) {
                    let data = Data::message(message, None);
                    let numbered = list.remove(at, u64::from(message.index), data);
                    self.send(object, numbered);
                }
                self.update_document(world, at, sid);
            }
        }
    }

    pub(super) fn project_delivery(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        fact: &DeliveryFact,
    ) {
        match fact {
            DeliveryFact::ReceiptPut(receipt) => {
                self.renew_message(world, at, sid, receipt.message);
            }
            DeliveryFact::MetadataSet(message, _) => self.renew_message(world, at, sid, *message),
            DeliveryFact::RecipientsSet(..) => {}
        }
    }

    fn change_message(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        message: &Arc<Message>,
    ) {
        let object = ObjectId::Messages(sid);
        let Some(Object::Messages(list)) = self.objects.get_mut(&object) else { return };
        let numbered = list.change(at, u64::from(message.index), data(world, sid, message));
        self.send(object, numbered);
    }

    /// Sends the current delivery data of a message.
    fn renew_message(
        &mut self,
        world: &World,
        at: Timestamp,
        sid: ConversationSid,
        message: MessageSid,
    ) {
        let conversation = world.conversation(sid).ok();
        if let Some(message) = conversation.and_then(|it| it.messages.get(message)) {
            self.change_message(world, at, sid, message);
        }
    }
}

fn data(world: &World, sid: ConversationSid, message: &Arc<Message>) -> Data {
    let conversation = world.conversation(sid).ok();
    Data::message(message, conversation.and_then(|it| it.delivery(message.sid)))
}
