//! The public REST API of Conversations, for the default service and for `/v1/Services/{IS}` alike.

mod address;
mod binding;
mod configuration;
mod conversation;
mod conversation_with_participants;
mod credential;
mod message;
mod notifications;
mod participant;
mod participant_conversation;
mod receipt;
mod role;
mod routes;
mod scoped_webhook;
mod service;
mod service_configuration;
mod user;
mod user_conversation;
mod webhook_configuration;

pub(crate) use routes::register;
