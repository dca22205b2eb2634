//! The login server against a small Twilio in the same process.
#![cfg(test)]

mod browser;
mod login;
#[cfg(feature = "ngrok")]
mod ngrok;
mod page;
mod program;
mod routes;
mod settings;
mod tunnel;
mod twilio;
mod upstream;
