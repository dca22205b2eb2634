use std::sync::Arc;

use twilio_sid::CompositionHookSid;

use crate::{
    Env,
    decided::Decided,
    production::{
        CompositionHook, Production, ProductionFact, ProductionRefusal, Recipe, RecipeUpdate,
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
    /// What it wants.
    pub recipe: Recipe,
}

/// Changes a hook.
#[derive(Clone, Debug)]
pub struct UpdateHook {
    /// Name for people.
    pub friendly_name: Text,
    /// Whether it is active.
    pub enabled: Option<bool>,
    /// What it wants.
    pub recipe: RecipeUpdate,
}

/// Longest name of a hook (OpenAPI document).
const NAME_CHARS: usize = 100;

/// Accepts a name for a hook, or for the hook that has it already.
fn check_name(
    production: &Production,
    name: &str,
    own: Option<CompositionHookSid>,
) -> Result<(), ProductionRefusal> {
    if name.chars().nth(NAME_CHARS).is_some() {
        return Err(ProductionRefusal::HookNameTooLong);
    }
    let mut others = production.hooks.iter().filter(|hook| Some(hook.sid) != own);
    if others.any(|hook| *hook.friendly_name == *name) {
        return Err(ProductionRefusal::HookNameTaken);
    }
    Ok(())
}

/// Decides on [`CreateHook`].
///
/// # Errors
/// When the name is taken or too long, or the recipe names nothing.
pub fn create_hook(
    production: &Production,
    command: CreateHook,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<CompositionHook>, ProductionFact>, ProductionRefusal> {
    check_name(production, &command.friendly_name, None)?;
    if !command.recipe.has_sources() {
        return Err(ProductionRefusal::NoSources);
    }
    let hook = Arc::new(CompositionHook {
        sid: env.ids.draw(),
        friendly_name: command.friendly_name,
        enabled: command.enabled,
        recipe: command.recipe,
        created: env.now,
        updated: None,
    });
    Ok(Decided::one(ProductionFact::Hook(hook.clone()), hook))
}

/// Decides on [`UpdateHook`].
///
/// # Errors
/// When there is no such hook, the name is taken or too long, or the recipe names nothing.
pub fn update_hook(
    production: &Production,
    sid: CompositionHookSid,
    command: UpdateHook,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<CompositionHook>, ProductionFact>, ProductionRefusal> {
    let before = production.hooks.get(sid).ok_or(ProductionRefusal::NoHook)?.as_ref().clone();
    check_name(production, &command.friendly_name, Some(sid))?;
    let recipe = command.recipe.over(before.recipe);
    if !recipe.has_sources() {
        return Err(ProductionRefusal::NoSources);
    }
    let hook = Arc::new(CompositionHook {
        friendly_name: command.friendly_name,
        enabled: command.enabled.unwrap_or(before.enabled),
        recipe,
        updated: Some(env.now),
        ..before
    });
    Ok(Decided::one(ProductionFact::Hook(hook.clone()), hook))
}

/// Decides on the deletion of a hook.
///
/// # Errors
/// When there is none.
pub fn delete_hook(
    production: &Production,
    sid: CompositionHookSid,
) -> Result<Decided<(), ProductionFact>, ProductionRefusal> {
    production.hooks.get(sid).ok_or(ProductionRefusal::NoHook)?;
    Ok(Decided::one(ProductionFact::HookDeleted(sid), ()))
}
