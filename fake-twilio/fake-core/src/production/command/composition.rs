use std::sync::Arc;

use twilio_sid::{CompositionSid, RoomSid};

use crate::{
    Env,
    decided::Decided,
    production::{Composition, Production, ProductionFact, ProductionRefusal, Recipe},
};

/// Decides on a request for a composition; anyone who asks has found the room.
///
/// # Errors
/// When it names nothing to be composed.
pub fn compose(
    room: RoomSid,
    recipe: Recipe,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<Composition>, ProductionFact>, ProductionRefusal> {
    if !recipe.has_sources() {
        return Err(ProductionRefusal::NoSources);
    }
    let sid = env.ids.draw();
    let made = Arc::new(Composition { sid, room, recipe, created: env.now, deleted: None });
    Ok(Decided::one(ProductionFact::Composition(made.clone()), made))
}

/// Decides on the deletion of a composition.
///
/// # Errors
/// When there is none, or none any more.
pub fn delete_composition(
    production: &Production,
    sid: CompositionSid,
    env: &mut Env<'_>,
) -> Result<Decided<(), ProductionFact>, ProductionRefusal> {
    let before = production.compositions.get(sid).filter(|it| it.deleted.is_none());
    let before = before.ok_or(ProductionRefusal::NoComposition)?.as_ref().clone();
    let after = Composition { deleted: Some(env.now), ..before };
    Ok(Decided::one(ProductionFact::Composition(Arc::new(after)), ()))
}
