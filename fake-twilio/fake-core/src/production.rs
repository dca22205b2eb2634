//! What an account wants to become of the media of its rooms: compositions, the hooks that ask for
//! them, where media are stored, and transcriptions.
//!
//! No medium ever comes here, so nothing is composed or transcribed: these are wishes that are
//! kept, in a log of their own per account. [`Production`] is its fold.

mod composition;
mod fact;
mod hook;
mod recipe;
mod refusal;
mod settings;
mod transcription;
mod view;

pub use composition::{Composition, compose, delete_composition};
pub use fact::ProductionFact;
pub use hook::{CompositionHook, CreateHook, UpdateHook, create_hook, delete_hook, update_hook};
pub use recipe::{Format, Recipe, RecipeUpdate, Resolution};
pub use refusal::ProductionRefusal;
pub use settings::{StorageSettings, StoredMedia, set_storage};
pub use transcription::{
    Transcription, TranscriptionId, UpdateTranscription, start_transcription, update_transcription,
};
pub use view::Production;
