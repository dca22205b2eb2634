//! Delivery receipts: the outcome of a message on its way to a participant outside the chat.
//!
//! Nothing leaves the emulator. A message to participants outside the chat gets the status `sent`
//! and keeps it until a seed request updates it (`/_emulator/v1/seed`).

use std::sync::Arc;

use twilio_sid::{ConversationSid, MessageSid, ParticipantSid, ReceiptSid, Sid, kind};

use crate::{
    Env, Error,
    conversations::{
        fact::{Decided, DeliveryFact, Fact},
        record::{
            message::Message,
            messaging_binding::Binding,
            participant::Participant,
            receipt::{Receipt, Status},
        },
        state::{conversation::Conversation, world::World},
    },
    text::Text,
};

/// The name that a channel gives a message: `SM…`, or `WA…` for `WhatsApp` (OpenAPI text).
fn channel_message(binding: Option<&Binding>, env: &mut Env<'_>) -> Text {
    let sid: Sid<kind::ChannelMessage> = env.ids.draw();
    let text = sid.to_string();
    match binding.map(Binding::channel) {
        Some("whatsapp") => text.replacen("SM", "WA", 1).into(),
        _ => text.into(),
    }
}

fn fresh(message: MessageSid, participant: &Participant, env: &mut Env<'_>) -> Receipt {
    Receipt {
        sid: env.ids.draw(),
        message,
        participant: participant.sid,
        channel_message: channel_message(participant.binding.as_ref(), env),
        status: Status::Sent,
        error_code: 0,
        created: env.now,
        updated: env.now,
    }
}

/// The receipts of a message that was just sent: one for each participant outside the chat except
/// its author.
pub(crate) fn of_new_message(
    conversation: &Conversation,
    message: &Message,
    env: &mut Env<'_>,
) -> Vec<Fact> {
    let outside = conversation.outside();
    let outside = outside.filter(|participant| message.participant != Some(participant.sid));
    let receipt = |participant: &Arc<Participant>| fresh(message.sid, participant, env);
    let receipts = outside.map(receipt).map(Arc::new);
    let put = |receipt| Fact::Delivery(conversation.sid(), DeliveryFact::ReceiptPut(receipt));
    receipts.map(put).collect()
}

/// Sets the delivery status of a message for a participant.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// The message.
    pub message: MessageSid,
    /// The participant.
    pub participant: ParticipantSid,
    /// How far it came.
    pub status: Status,
    /// Error code of a failed delivery, else 0.
    pub error_code: u32,
}

/// Decides on [`Report`]; the first one for a participant makes the receipt.
pub fn report(
    world: &World,
    sid: ConversationSid,
    command: Report,
    env: &mut Env<'_>,
) -> Result<Decided<ReceiptSid>, Error> {
    let conversation = world.conversation(sid)?;
    conversation.messages.get(command.message).ok_or(Error::NoMessage)?;
    let participant = conversation.participants.get(command.participant);
    let participant = participant.ok_or(Error::NoParticipant)?;
    let delivery = conversation.delivery(command.message);
    let mut known = delivery.into_iter().flat_map(|it| it.receipts.iter());
    let known = known.find(|it| it.participant == command.participant);
    let before = known.map(|it| Receipt::clone(it));
    let before = before.unwrap_or_else(|| fresh(command.message, participant, env));
    let outcome = before.sid;
    let (status, error_code) = (command.status, command.error_code);
    let after = Receipt { status, error_code, updated: env.now, ..before };
    Ok(Decided::one(Fact::Delivery(sid, DeliveryFact::ReceiptPut(Arc::new(after))), outcome))
}
