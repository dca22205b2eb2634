//! What an account requests for the media of its rooms: compositions, the hooks that request
//! them, where media are stored, and transcriptions.
//!
//! No medium ever comes here, so nothing is composed or transcribed: requests are
//! only kept, in one log per account. [`MediaProcessing`] is its fold.

pub(crate) mod command;
mod composition;
mod composition_params;
mod error;
mod fact;
mod hook;
mod settings;
mod transcription;
mod view;

pub use command::{
    composition::{compose, delete_composition},
    hook::{CreateHook, UpdateHook, create_hook, delete_hook, update_hook},
    settings::set_storage,
    transcription::{UpdateTranscription, start_transcription, update_transcription},
};
pub use composition::Composition;
pub use composition_params::{CompositionParams, CompositionParamsUpdate, Format, Resolution};
pub use error::MediaProcessingError;
pub use fact::MediaProcessingFact;
pub use hook::CompositionHook;
pub use settings::{StorageSettings, StoredMedia};
pub use transcription::{Transcription, TranscriptionId};
pub use view::MediaProcessing;
