//! Why an emulator does not start, or does not do what a program wants.

use std::{fmt, io, net::SocketAddr};

use fake_control::journal::Missed;
use http::StatusCode;
use local_server::hint;
use serde::Deserialize;

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("failed to listen on {address}{}", hint(.source))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// An auth token or key secret is empty.
    #[error("the auth token and the API key secret must not be empty")]
    EmptySecret(#[from] twilio_token::EmptySecret),
    /// The default chat service cannot have this SID.
    #[error(transparent)]
    ChatService(#[from] fake_store::ServiceExists),
    /// No client for status callbacks can be made.
    #[error("failed to prepare TLS")]
    Tls(#[from] rustls::Error),
    /// The archive is wrong.
    #[error("the archive cannot be imported: {0}")]
    Import(String),
    /// The seed document is wrong.
    #[error("the seed document cannot be loaded")]
    Seed(#[from] fake_rest::seed::SeedError),
}

/// Why the emulator did not do what a program wants: the error that its control API answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code}, status {status})")]
pub struct ControlError {
    /// Status of HTTP.
    pub status: u16,
    /// Twilio's error number, or one of the emulator's own in its form.
    pub code: u32,
    /// What is wrong.
    pub message: String,
}

/// The body of an error.
#[derive(Deserialize)]
struct ErrorBody {
    code: u32,
    message: String,
}

impl ControlError {
    /// The error of an answer.
    pub(crate) fn of(status: StatusCode, body: &[u8]) -> Self {
        let body = serde_json::from_slice(body);
        let ErrorBody { code, message } = body.unwrap_or_else(|_| ErrorBody {
            code: 20001,
            message: status.canonical_reason().unwrap_or_default().to_owned(),
        });
        Self { status: status.as_u16(), code, message }
    }

    /// A request or an answer that cannot be written or read.
    pub(crate) fn unreadable(error: impl fmt::Display) -> Self {
        Self { status: 400, code: 20001, message: error.to_string() }
    }
}

/// Why a wait for the journal ended without the entries.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// The time is up; what came closest, and what differs in it.
    #[error("the time is up, and too few entries match{}", nearest(.0))]
    TimedOut(Box<Missed>),
    /// Nothing is recorded, because of [`Builder::journal`](crate::Builder::journal).
    #[error("the journal is off")]
    JournalOff,
}

/// What differs in the entries that came closest, a line each.
fn nearest(missed: &Missed) -> String {
    let lines = missed.near_misses.iter().map(|miss| {
        let entry = &miss.entry;
        let what = [&entry.method, &entry.path, &entry.event].into_iter().flatten();
        let what: Vec<&str> = what.map(String::as_str).collect();
        format!(
            "\n  entry {} ({}) differs in {}",
            entry.id,
            what.join(" "),
            miss.differs.join(", ")
        )
    });
    lines.collect()
}
