//! Commands about compositions, storage and transcriptions.

pub(crate) mod composition;
pub(crate) mod composition_hook;
pub(crate) mod storage_settings;
pub(crate) mod transcription;

use super::MediaProcessingFact;
use crate::decided::Decided;

/// Decides that an account has requested nothing, which a reset of the emulator alone does.
pub fn reset() -> Decided<(), MediaProcessingFact> {
    Decided::one(MediaProcessingFact::Reset, ())
}
