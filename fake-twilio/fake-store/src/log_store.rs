//! Interface for durable storage of log records.

use std::{fmt::Debug, future::Future, pin::Pin};

use crate::Record;

/// Why a store did not append records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// It did not answer in time, or may be able to later. The append is retried at once with the
    /// same records; a store that needs a delay waits before it returns.
    #[error("the log store is not available: {0}")]
    Unavailable(String),
    /// It will not take the records.
    #[error("the log store refused to append: {0}")]
    Refused(String),
}

/// An append under way.
pub type Append<'a> = Pin<Box<dyn Future<Output = Result<(), AppendError>> + Send + 'a>>;

/// Durable storage of the records of tenants: a database file, or a log that several nodes share.
///
/// Without one, memory is all there is, and everything counts as stored when it is recorded.
pub trait LogStore<F>: Debug + Send + Sync {
    /// Appends records to the log of an owner, at this position; `Ok` means that they are durable.
    ///
    /// Records that are at this position already are appended again when an answer was lost. That
    /// changes nothing.
    fn append<'a>(
        &'a self,
        owner: [u8; 16],
        position: usize,
        records: &'a [Record<F>],
    ) -> Append<'a>;
}
