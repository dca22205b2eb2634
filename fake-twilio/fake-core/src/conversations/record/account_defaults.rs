//! Defaults of an account.

use twilio_sid::{MessagingServiceSid, ServiceSid};

use crate::conversations::record::timers::Timers;

/// What an account uses where a request names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// The service behind the short paths.
    pub service: ServiceSid,
    /// The messaging service of new conversations.
    pub messaging_service: MessagingServiceSid,
    /// Timers of new conversations.
    pub timers: Timers,
}
