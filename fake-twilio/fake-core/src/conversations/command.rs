//! Commands of Conversations: each decides which facts follow from it, or why it is refused.

pub(crate) mod account;
pub(crate) mod address;
pub(crate) mod binding;
pub(crate) mod configuration;
pub(crate) mod content_template;
pub(crate) mod conversation;
pub(crate) mod credential;
pub(crate) mod delivery;
pub(crate) mod group_message;
pub(crate) mod media;
pub(crate) mod message;
pub(crate) mod notifications;
pub(crate) mod participant;
pub(crate) mod pre_event_changes;
pub(crate) mod receipt;
pub(crate) mod reset;
pub(crate) mod restore;
pub(crate) mod role;
pub(crate) mod scoped_webhook;
pub(crate) mod user;
pub(crate) mod webhook;
