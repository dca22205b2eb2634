use std::sync::Arc;

use twilio_sid::RoomSid;

use crate::{
    Env,
    decided::Decided,
    media_processing::{
        MediaProcessing, MediaProcessingError, MediaProcessingFact, Transcription, TranscriptionId,
    },
    text::Text,
};

/// Changes a transcription; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateTranscription {
    /// Whether it goes on.
    pub running: Option<bool>,
    /// How it is done.
    pub configuration: Option<Text>,
}

/// Starts a transcription; the caller has found the room in progress.
pub fn start_transcription(
    room: RoomSid,
    configuration: Option<Text>,
    env: &mut Env<'_>,
) -> Decided<Arc<Transcription>, MediaProcessingFact> {
    let id = TranscriptionId::draw(env.ids);
    let (created, updated, stopped) = (env.now, env.now, None);
    let made = Arc::new(Transcription { id, room, configuration, created, updated, stopped });
    Decided::one(MediaProcessingFact::Transcription(made.clone()), made)
}

/// Decides on [`UpdateTranscription`].
///
/// # Errors
/// When the room has no such transcription.
pub fn update_transcription(
    media_processing: &MediaProcessing,
    room: RoomSid,
    id: TranscriptionId,
    command: UpdateTranscription,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<Transcription>, MediaProcessingFact>, MediaProcessingError> {
    let before = media_processing.transcription(room, id)?.as_ref().clone();
    let stopped = match command.running {
        None => before.stopped,
        Some(true) => None,
        Some(false) => before.stopped.or(Some(env.now)),
    };
    let configuration = command.configuration.or(before.configuration.clone());
    let after = Arc::new(Transcription { stopped, configuration, updated: env.now, ..before });
    Ok(Decided::one(MediaProcessingFact::Transcription(after.clone()), after))
}
