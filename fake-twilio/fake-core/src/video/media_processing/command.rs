//! Commands about compositions, storage and transcriptions.

pub(crate) mod composition;
pub(crate) mod hook;
pub(crate) mod settings;
pub(crate) mod transcription;
