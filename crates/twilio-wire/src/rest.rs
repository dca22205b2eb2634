//! Public REST resources of Conversations v1 (OpenAPI document of 2026-04-14).
//!
//! Every member of a body is present, null where there is no value. Request parameters stay text:
//! the server validates them and names the error.

pub mod address;
pub mod binding;
pub mod configuration;
pub mod conversation;
pub mod credential;
pub mod message;
pub mod notifications;
pub mod participant;
pub mod participant_conversation;
pub mod receipt;
pub mod role;
pub mod service;
pub mod service_configuration;
pub mod user;
pub mod user_conversation;
pub mod webhook;
pub mod webhook_configuration;
