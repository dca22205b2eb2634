//! Twilio Conversations.
//!
//! `record` ← `fact` ← `state` ← `rights`, `access` ← `command` ← `authorize`: each knows only what
//! precedes it.

pub mod access;
pub mod authorize;
pub(crate) mod command;
pub(crate) mod fact;
pub(crate) mod record;
pub(crate) mod rights;
pub(crate) mod state;
