//! Applications that were written for Twilio, on the emulator by their environment alone.

mod accounts;
mod authority;
mod browser;
mod matrix;
mod node;
mod proxy;
mod realtime;
mod run;
mod sdk_files;
mod webhooks;

pub(crate) use run::fake_twilio;
