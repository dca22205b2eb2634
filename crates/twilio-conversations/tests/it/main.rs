//! The REST client against a scripted server in the same process.
#![cfg(test)]

mod environment;
mod errors;
mod lists;
mod media;
mod repeats;
mod requests;
mod sample;
mod server;
