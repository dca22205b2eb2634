//! The client against a small Sync server in memory, under a virtual clock.

mod catching_up;
mod connection;
mod harness;
mod journal;
mod server;
mod session;
mod world;
