//! Conversations client on tokio, for live Twilio and the emulator alike.
