//! States of Conversations: what the facts of an account and of a service add up to.

pub(crate) mod account;
mod contents;
pub(crate) mod conversation;
pub(crate) mod creations;
pub(crate) mod media_library;
pub(crate) mod memberships;
pub(crate) mod recent_activity;
pub(crate) mod world;
