use crate::ReadOnly;

/// Why a request about media processing is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MediaProcessingError {
    /// The log store has failed.
    #[error(transparent)]
    ReadOnly(#[from] ReadOnly),
    /// There is no such recording; there never is one.
    #[error("Recording not found")]
    NoRecording,
    /// There is no such composition.
    #[error("Composition not found")]
    NoComposition,
    /// There is no such hook.
    #[error("Composition hook not found")]
    NoHook,
    /// Nothing was set yet.
    #[error("Settings not found")]
    NoSettings,
    /// The room has no such transcription.
    #[error("Transcription not found")]
    NoTranscription,
    /// Neither audio sources nor a video layout are given.
    #[error("Either VideoLayout or AudioSources have to be provided")]
    NoSources,
    /// The name of the hook is too long.
    #[error("FriendlyName is too long")]
    HookNameTooLong,
    /// Another hook has the name.
    #[error("A composition hook with this FriendlyName exists already")]
    HookNameTaken,
}
