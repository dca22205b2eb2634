use std::sync::Arc;

use twilio_sid::CompositionHookSid;

use super::{Composition, CompositionHook, StorageSettings, StoredMedia, Transcription};

/// Something that was wished for, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaProcessingFact {
    /// The account has requested nothing, which a reset of the emulator alone does.
    Reset,
    /// A composition was asked for, or deleted.
    Composition(Arc<Composition>),
    /// A hook came into being, or changed.
    Hook(Arc<CompositionHook>),
    /// A hook went.
    HookDeleted(CompositionHookSid),
    /// Media of a kind are stored otherwise.
    Storage(StoredMedia, Arc<StorageSettings>),
    /// A transcription was asked for, or changed.
    Transcription(Arc<Transcription>),
}
