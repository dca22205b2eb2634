//! Twilio Video.

pub mod media_processing;
pub mod room;
