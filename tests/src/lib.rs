//! What end-to-end tests stand on: a whole stack in this process, and callers that talk to it.
//!
//! [`Stack`] runs the emulator and the login server on free ports. [`Rest`] calls like an
//! application server, [`Caller`] like a client SDK, both word by word; [`Recorder`] stands between
//! a real SDK and the emulator and writes down what they say; [`Node`] runs scripts with the
//! official SDK. Tests wait for events, never for time to pass, and give up at [`DEADLINE`]; only
//! [`Chaos`] lets time pass, since delay is what it is for.

#![expect(
    clippy::missing_panics_doc,
    reason = "everything here panics when a test cannot go on: that is how tests fail"
)]

mod caller;
mod chaos;
pub mod fuzzing;
mod node;
mod operation;
mod python;
mod receiver;
mod recorder;
mod relay;
mod rest;
mod schema;
mod stack;
pub mod system;
mod tls;
mod transcript;
mod wire;

pub use caller::{Caller, Refused};
pub use chaos::Chaos;
pub use node::{Node, NodeError, npm_packages, program_missing, tools_missing};
pub use operation::{Body, Operation, Parameter, operations};
pub use python::{python, python_of_2020, python_with};
pub use receiver::{ReceivedRequest, Receiver, Reply};
pub use recorder::{RecordedFrame, Recorder, Side};
pub use relay::{Exchange, Relay};
pub use rest::{Answer, Rest, basic};
pub use schema::{breaches, error_breaches};
pub use stack::{NOW, SEED, Stack, client_at, login_config};
pub use tls::trusting;
pub use transcript::transcript;
pub use wire::{RawFrame, Socket, dial, dial_signaling, pretty};

use std::time::Duration;

/// The Rust of the documents.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/testing.md")]
    mod testing {}
}

/// Longest wait for anything that is to happen; far more than it takes, also on a busy machine.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for something that is to happen.
///
/// # Panics
/// When it did not happen in time: a test that waits for nothing has failed.
pub async fn soon<F: Future>(what: &str, event: F) -> F::Output {
    let happened = tokio::time::timeout(DEADLINE, event).await;
    happened.unwrap_or_else(|_| panic!("waited {DEADLINE:?} in vain for {what}"))
}
