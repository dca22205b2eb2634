//! Events of the delivery of messages.

use fake_core::{delivery::DeliveryFact, receipt::Receipt, webhook::Event};
use twilio_sid::ConversationSid;

use super::{EventContext, Payload, Webhooks};
use crate::parameters::Params;

pub(super) fn webhooks(conversation: ConversationSid, fact: &DeliveryFact) -> Option<Webhooks<'_>> {
    match fact {
        DeliveryFact::ReceiptPut(receipt) => {
            let payload = Payload::Receipt(conversation, receipt);
            Some(Webhooks::after(Event::DeliveryUpdated, payload))
        }
        DeliveryFact::MetadataSet(..) | DeliveryFact::RecipientsSet(..) => None,
    }
}

impl EventContext<'_> {
    pub(super) fn receipt(
        &self,
        params: &mut Params,
        event: Event,
        conversation: ConversationSid,
        receipt: &Receipt,
    ) {
        params.push(("ConversationSid", conversation.to_string()));
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        params.push(("MessageSid", receipt.message.to_string()));
        params.push(("DeliveryReceiptSid", receipt.sid.to_string()));
        params.push(("ChannelMessageSid", receipt.channel_message.as_ref().to_owned()));
        params.push(("ParticipantSid", receipt.participant.to_string()));
        params.push(("Status", <&str>::from(receipt.status).to_owned()));
        params.push(("ErrorCode", receipt.error_code.to_string()));
        self.dates(params, event, receipt.created, receipt.updated);
    }
}
