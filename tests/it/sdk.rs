//! The official SDK under Node, unmodified, against the emulator.

mod channels;
mod chaos;
mod chat;
mod hooks;
mod matrix;
mod media;
mod person;
mod tokens;
mod users;
mod wire;
