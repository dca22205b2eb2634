use std::sync::Arc;

use twilio_sid::{CompositionSid, RoomSid};

use crate::{
    Env,
    decided::Decided,
    media_processing::{
        Composition, CompositionParams, MediaProcessing, MediaProcessingError, MediaProcessingFact,
    },
};

/// Decides on a request for a composition; the caller has found the room.
///
/// # Errors
/// When it names nothing to be composed.
pub fn compose(
    room: RoomSid,
    params: CompositionParams,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<Composition>, MediaProcessingFact>, MediaProcessingError> {
    if !params.has_sources() {
        return Err(MediaProcessingError::NoSources);
    }
    let sid = env.ids.draw();
    let made = Arc::new(Composition { sid, room, params, created: env.now, deleted: None });
    Ok(Decided::one(MediaProcessingFact::Composition(made.clone()), made))
}

/// Decides on the deletion of a composition.
///
/// # Errors
/// When there is none, or none any more.
pub fn delete_composition(
    media_processing: &MediaProcessing,
    sid: CompositionSid,
    env: &mut Env<'_>,
) -> Result<Decided<(), MediaProcessingFact>, MediaProcessingError> {
    let before = media_processing.compositions.get(sid).filter(|it| it.deleted.is_none());
    let before = before.ok_or(MediaProcessingError::NoComposition)?.as_ref().clone();
    let after = Composition { deleted: Some(env.now), ..before };
    Ok(Decided::one(MediaProcessingFact::Composition(Arc::new(after)), ()))
}
