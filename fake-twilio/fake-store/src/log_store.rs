//! The seam behind which records are kept for good.

use std::{fmt::Debug, future::Future, pin::Pin};

use crate::Record;

/// Why a store did not append records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// It did not answer in time, or may be able to later. It is asked again at once with the same
    /// records, so a store that wants a pause takes it before it says so.
    #[error("the log store is not available: {0}")]
    Unavailable(String),
    /// It will not take the records.
    #[error("the log store refused to append: {0}")]
    Refused(String),
}

/// An append under way.
pub type Append<'a> = Pin<Box<dyn Future<Output = Result<(), AppendError>> + Send + 'a>>;

/// Where the records of tenants are kept for good: a database file, or a log that several nodes share.
///
/// Without one, memory is all there is, and everything counts as stored when it is recorded.
pub trait LogStore<F>: Debug + Send + Sync {
    /// Appends records to the log of an owner, at this position; `Ok` says that they will not be lost.
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
