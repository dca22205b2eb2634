use std::sync::Arc;

use twilio_sid::CompositionHookSid;

use crate::{
    Env,
    decided::Decided,
    media_processing::{
        CompositionHook, CompositionParams, CompositionParamsUpdate, MediaProcessing,
        MediaProcessingError, MediaProcessingFact,
    },
    text::Text,
};

/// Makes a hook.
#[derive(Clone, Debug)]
pub struct CreateHook {
    /// Name for people.
    pub friendly_name: Text,
    /// Whether it is active.
    pub enabled: bool,
    /// The parameters.
    pub params: CompositionParams,
}

/// Changes a hook.
#[derive(Clone, Debug)]
pub struct UpdateHook {
    /// Name for people.
    pub friendly_name: Text,
    /// Whether it is active.
    pub enabled: Option<bool>,
    /// The parameters.
    pub params: CompositionParamsUpdate,
}

/// Longest name of a hook (OpenAPI document).
const NAME_CHARS: usize = 100;

/// Accepts a name for a hook, or for the hook that has it already.
fn check_name(
    media_processing: &MediaProcessing,
    name: &str,
    own: Option<CompositionHookSid>,
) -> Result<(), MediaProcessingError> {
    if name.chars().nth(NAME_CHARS).is_some() {
        return Err(MediaProcessingError::HookNameTooLong);
    }
    let mut others = media_processing.hooks.iter().filter(|hook| Some(hook.sid) != own);
    if others.any(|hook| *hook.friendly_name == *name) {
        return Err(MediaProcessingError::HookNameTaken);
    }
    Ok(())
}

/// Decides on [`CreateHook`].
///
/// # Errors
/// When the name is taken or too long, or the parameters name no source.
pub fn create_hook(
    media_processing: &MediaProcessing,
    command: CreateHook,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<CompositionHook>, MediaProcessingFact>, MediaProcessingError> {
    check_name(media_processing, &command.friendly_name, None)?;
    if !command.params.has_sources() {
        return Err(MediaProcessingError::NoSources);
    }
    let hook = Arc::new(CompositionHook {
        sid: env.ids.draw(),
        friendly_name: command.friendly_name,
        enabled: command.enabled,
        params: command.params,
        created: env.now,
        updated: None,
    });
    Ok(Decided::one(MediaProcessingFact::Hook(hook.clone()), hook))
}

/// Decides on [`UpdateHook`].
///
/// # Errors
/// When there is no such hook, the name is taken or too long, or the parameters name no source.
pub fn update_hook(
    media_processing: &MediaProcessing,
    sid: CompositionHookSid,
    command: UpdateHook,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<CompositionHook>, MediaProcessingFact>, MediaProcessingError> {
    let before =
        media_processing.hooks.get(sid).ok_or(MediaProcessingError::NoHook)?.as_ref().clone();
    check_name(media_processing, &command.friendly_name, Some(sid))?;
    let params = command.params.over(before.params);
    if !params.has_sources() {
        return Err(MediaProcessingError::NoSources);
    }
    let hook = Arc::new(CompositionHook {
        friendly_name: command.friendly_name,
        enabled: command.enabled.unwrap_or(before.enabled),
        params,
        updated: Some(env.now),
        ..before
    });
    Ok(Decided::one(MediaProcessingFact::Hook(hook.clone()), hook))
}

/// Decides on the deletion of a hook.
///
/// # Errors
/// When there is none.
pub fn delete_hook(
    media_processing: &MediaProcessing,
    sid: CompositionHookSid,
) -> Result<Decided<(), MediaProcessingFact>, MediaProcessingError> {
    media_processing.hooks.get(sid).ok_or(MediaProcessingError::NoHook)?;
    Ok(Decided::one(MediaProcessingFact::HookDeleted(sid), ()))
}
