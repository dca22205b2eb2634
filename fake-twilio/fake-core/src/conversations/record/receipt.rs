//! Delivery receipts, and their summary.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{MessageSid, ParticipantSid, ReceiptSid};

use crate::text::Text;

/// Delivery status of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
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
    /// Returns whether a message that came this far was in the other state at some time.
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

/// Outcome of a message on its way to one participant.
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
    /// Error code of a failed delivery, else 0.
    pub error_code: u32,
    /// When the message set out.
    pub created: Timestamp,
    /// When it last came further.
    pub updated: Timestamp,
}

/// How many of a message's participants something holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryAmount {
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
    pub sent: DeliveryAmount,
    /// How many were delivered.
    pub delivered: DeliveryAmount,
    /// How many were read.
    pub read: DeliveryAmount,
    /// How many failed.
    pub failed: DeliveryAmount,
    /// How many could not be delivered.
    pub undelivered: DeliveryAmount,
}

impl Delivery {
    /// Sums up receipts; `None` when there are none, as among chat participants only.
    pub(crate) fn of<'a>(receipts: impl Iterator<Item = &'a Receipt>) -> Option<Self> {
        let reached: Vec<Status> = receipts.map(|receipt| receipt.status).collect();
        let total = reached.len();
        let share = |wanted| match reached.iter().filter(|it| it.went_through(wanted)).count() {
            0 => DeliveryAmount::None,
            count if count == total => DeliveryAmount::All,
            _ => DeliveryAmount::Some,
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

#[cfg(test)]
mod tests {
    use twilio_sid::Sid;

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
        assert_eq!([all.sent, all.delivered, all.read], [DeliveryAmount::All; 3]);
        assert_eq!([all.failed, all.undelivered], [DeliveryAmount::None; 2]);
    }

    #[test]
    fn shares_tell_some_from_all() {
        let mixed = delivery(&[Status::Sent, Status::Delivered, Status::Failed]);
        let mixed = mixed.expect("receipts");
        assert_eq!((mixed.total, mixed.sent), (3, DeliveryAmount::Some));
        assert_eq!([mixed.delivered, mixed.failed], [DeliveryAmount::Some; 2]);
        assert_eq!(delivery(&[]), None);
    }
}
