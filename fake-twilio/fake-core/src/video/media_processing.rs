//! What an account requests for the media of its rooms: compositions, the hooks that request
//! them, where media are stored, and transcriptions.
//!
//! No medium ever comes here, so nothing is composed or transcribed: requests are
//! only kept, in one log per account. [`MediaProcessing`] is its fold.

pub(crate) mod command;
mod composition;
mod composition_hook;
mod composition_params;
mod error;
mod fact;
mod state;
mod storage_settings;
mod transcription;

pub use command::{
    composition::{compose, delete_composition},
    composition_hook::{CreateHook, UpdateHook, create_hook, delete_hook, update_hook},
    reset,
    storage_settings::set_storage,
    transcription::{UpdateTranscription, start_transcription, update_transcription},
};
pub use composition::Composition;
pub use composition_hook::CompositionHook;
pub use composition_params::{CompositionParams, CompositionParamsUpdate, Format, Resolution};
pub use error::MediaProcessingError;
pub use fact::MediaProcessingFact;
pub use state::MediaProcessing;
pub use storage_settings::{StorageSettings, StoredMedia};
pub use transcription::{Transcription, TranscriptionId};
