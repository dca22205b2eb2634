//! Delivery receipts: what became of a message on its way to a participant outside the chat.
//!
//! Nothing leaves the emulator. A message to participants outside the chat counts as handed over to
//! their channels, and goes no further until somebody says so (`/_emulator/v1/seed`).

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid, ReceiptSid, Sid, kind};

use crate::{
    Decided, Env, Fact, Refusal, World,
    conversation::Conversation,
    envelope::DeliveryFact,
    message::Message,
    participant::{Binding, Participant},
    text::Text,
};

/// How far a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The channel has taken it.
    Sent,
    /// The device has it.
    Delivered,
    /// The participant has read it.
    Read,
    /// The channel has not taken it.
    Failed,
    /// The channel could not deliver it.
    Undelivered,
}

impl Status {
    /// Says whether a message that came this far was in the other state at some time.
    ///
    /// `assumed` from the OpenAPI document's example, where all were sent and some delivered.
    fn went_through(self, other: Self) -> bool {
        match other {
            Self::Sent => self != Self::Failed,
            Self::Delivered => matches!(self, Self::Delivered | Self::Read),
            Self::Read | Self::Failed | Self::Undelivered => self == other,
        }
    }
}

/// What became of a message on its way to one participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its SID.
    pub sid: ReceiptSid,
    /// The message.
    pub message: MessageSid,
    /// The participant.
    pub participant: ParticipantSid,
    /// The channel's own name for the message.
    pub channel_message: Text,
    /// How far it came.
    pub status: Status,
    /// Why it came no further; 0 when all is well.
    pub error_code: u32,
    /// When the message set out.
    pub created: Timestamp,
    /// When it last came further.
    pub updated: Timestamp,
}

/// How many of a message's participants something holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// For none.
    None,
    /// For some but not all.
    Some,
    /// For all.
    All,
}

/// All receipts of a message in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Number of receipts.
    pub total: usize,
    /// How many were sent.
    pub sent: Share,
    /// How many were delivered.
    pub delivered: Share,
    /// How many were read.
    pub read: Share,
    /// How many failed.
    pub failed: Share,
    /// How many could not be delivered.
    pub undelivered: Share,
}

impl Delivery {
    /// Sums up receipts; `None` when there are none, as among chat participants only.
    pub(crate) fn of<'a>(receipts: impl Iterator<Item = &'a Receipt>) -> Option<Self> {
        let reached: Vec<Status> = receipts.map(|receipt| receipt.status).collect();
        let total = reached.len();
        let share = |wanted| match reached.iter().filter(|it| it.went_through(wanted)).count() {
            0 => Share::None,
            count if count == total => Share::All,
            _ => Share::Some,
        };
        (total > 0).then(|| Self {
            total,
            sent: share(Status::Sent),
            delivered: share(Status::Delivered),
            read: share(Status::Read),
            failed: share(Status::Failed),
            undelivered: share(Status::Undelivered),
        })
    }
}

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

/// The receipts of a message that was just sent: one for everybody outside the chat but its author.
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

/// Says how far a message came on its way to a participant.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// The message.
    pub message: MessageSid,
    /// The participant.
    pub participant: ParticipantSid,
    /// How far it came.
    pub status: Status,
    /// Why it came no further; 0 when all is well.
    pub error_code: u32,
}

/// Judges [`Report`]; the first one for a participant makes the receipt.
pub fn report(
    world: &World,
    sid: ConversationSid,
    command: Report,
    env: &mut Env<'_>,
) -> Result<Decided<ReceiptSid>, Refusal> {
    let conversation = world.conversation(sid)?;
    conversation.messages.get(command.message).ok_or(Refusal::NoMessage)?;
    let participant = conversation.participants.get(command.participant);
    let participant = participant.ok_or(Refusal::NoParticipant)?;
    let envelope = conversation.envelope(command.message);
    let mut known = envelope.into_iter().flat_map(|it| it.receipts.iter());
    let known = known.find(|it| it.participant == command.participant);
    let before = known.map(|it| Receipt::clone(it));
    let before = before.unwrap_or_else(|| fresh(command.message, participant, env));
    let outcome = before.sid;
    let (status, error_code) = (command.status, command.error_code);
    let after = Receipt { status, error_code, updated: env.now, ..before };
    Ok(Decided::one(Fact::Delivery(sid, DeliveryFact::ReceiptPut(Arc::new(after))), outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(statuses: &[Status]) -> Option<Delivery> {
        let receipts: Vec<Receipt> = statuses
            .iter()
            .map(|status| Receipt {
                sid: Sid::from_bytes([0; 16]),
                message: Sid::from_bytes([0; 16]),
                participant: Sid::from_bytes([0; 16]),
                channel_message: "".into(),
                status: *status,
                error_code: 0,
                created: Timestamp::UNIX_EPOCH,
                updated: Timestamp::UNIX_EPOCH,
            })
            .collect();
        Delivery::of(receipts.iter())
    }

    #[test]
    fn a_message_that_was_read_was_sent_and_delivered_too() {
        let all = delivery(&[Status::Read]).expect("a receipt");
        assert_eq!([all.sent, all.delivered, all.read], [Share::All; 3]);
        assert_eq!([all.failed, all.undelivered], [Share::None; 2]);
    }

    #[test]
    fn shares_tell_some_from_all() {
        let mixed = delivery(&[Status::Sent, Status::Delivered, Status::Failed]);
        let mixed = mixed.expect("receipts");
        assert_eq!((mixed.total, mixed.sent), (3, Share::Some));
        assert_eq!([mixed.delivered, mixed.failed], [Share::Some; 2]);
        assert_eq!(delivery(&[]), None);
    }
}
