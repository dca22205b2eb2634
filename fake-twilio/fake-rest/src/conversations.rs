//! The public REST API of Conversations, for the default service and for `/v1/Services/{IS}` alike.

mod address;
mod binding;
mod configuration;
mod conversation;
mod credential;
mod message;
mod notifications;
mod participant;
mod participant_conversation;
mod receipt;
mod role;
mod routes;
mod service;
mod service_configuration;
mod user;
mod user_conversation;
mod webhook;
mod webhook_configuration;
mod with_participants;

pub(crate) use routes::register;
