//! Twilio Conversations.
//!
//! `record` ← `fact` ← `state` ← `permissions`, `visibility` ← `command` ← `authorize`: each module
//! imports only those to its left.

pub mod authorize;
pub(crate) mod command;
pub(crate) mod fact;
pub(crate) mod permissions;
pub(crate) mod record;
pub(crate) mod state;
pub mod visibility;
