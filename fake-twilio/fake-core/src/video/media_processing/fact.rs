use std::sync::Arc;

use twilio_sid::CompositionHookSid;

use super::{Composition, CompositionHook, StorageSettings, StoredMedia, Transcription};

/// A recorded change of an account's compositions, hooks, storage settings or transcriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaProcessingFact {
    /// Everything was removed, which only a reset of the emulator does.
    Reset,
    /// A composition was created or deleted.
    Composition(Arc<Composition>),
    /// A hook was created or updated.
    Hook(Arc<CompositionHook>),
    /// A hook was deleted.
    HookDeleted(CompositionHookSid),
    /// Media of a kind are stored otherwise.
    Storage(StoredMedia, Arc<StorageSettings>),
    /// A transcription was created or updated.
    Transcription(Arc<Transcription>),
}
