//! What the resources of Conversations hold: values, and functions of them alone.

pub(crate) mod account_defaults;
pub(crate) mod address;
pub(crate) mod binding;
pub(crate) mod configuration;
pub(crate) mod content_template;
pub(crate) mod conversation;
pub(crate) mod conversation_state;
pub(crate) mod credential;
pub(crate) mod delivery;
pub(crate) mod event;
pub(crate) mod media;
pub(crate) mod message;
pub(crate) mod messaging_binding;
pub(crate) mod notifications;
pub(crate) mod participant;
pub(crate) mod permission;
pub(crate) mod receipt;
pub(crate) mod role;
pub(crate) mod scoped_webhook;
pub(crate) mod service;
pub(crate) mod timers;
pub(crate) mod user;
pub(crate) mod webhook;
