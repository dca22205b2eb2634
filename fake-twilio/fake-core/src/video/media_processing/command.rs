//! Commands about compositions, storage and transcriptions.

pub(crate) mod composition;
pub(crate) mod composition_hook;
pub(crate) mod storage_settings;
pub(crate) mod transcription;
