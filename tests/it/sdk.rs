//! The official SDK under Node, unmodified, against the emulator.

mod channels;
mod chaos;
mod chat;
mod connections;
mod faults;
mod matrix;
mod media;
mod person;
mod restarting;
mod templates;
mod tokens;
mod users;
mod webhooks;
mod wire;
mod worlds;
