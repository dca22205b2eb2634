//! What an account requests for the media of its rooms: compositions, the hooks that request
//! them, where media are stored, and transcriptions.
//!
//! No medium ever comes here, so nothing is composed or transcribed: these are wishes that are
//! kept, in a log of their own per account. [`Production`] is its fold.

pub(crate) mod command;
mod composition;
mod fact;
mod hook;
mod recipe;
mod refusal;
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
pub use fact::ProductionFact;
pub use hook::CompositionHook;
pub use recipe::{Format, Recipe, RecipeUpdate, Resolution};
pub use refusal::ProductionRefusal;
pub use settings::{StorageSettings, StoredMedia};
pub use transcription::{Transcription, TranscriptionId};
pub use view::Production;
