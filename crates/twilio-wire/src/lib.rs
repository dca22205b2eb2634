//! Messages that both ends of Twilio's protocols speak.
//!
//! Types only: no state, no clock, no IO.

pub mod twilsock;
