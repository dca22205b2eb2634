//! Roles of a service: what users and participants may do.

use std::sync::Arc;

use twilio_sid::RoleSid;

use crate::{
    Env, Error,
    conversations::{
        fact::{Decided, Fact, RoleFact},
        record::{
            permission::Permission,
            role::{Role, permissions},
        },
        state::world::World,
    },
    role_scope::Scope,
    text::short_name,
};

/// Makes a role.
pub fn create(
    friendly_name: &str,
    scope: Scope,
    permissions: Vec<Permission>,
    env: &mut Env<'_>,
) -> Result<Decided<RoleSid>, Error> {
    let role = Role {
        sid: env.ids.draw(),
        friendly_name: short_name(friendly_name)?,
        scope,
        permissions,
        created: env.now,
        updated: env.now,
    };
    let outcome = role.sid;
    Ok(Decided::one(Fact::Role(RoleFact::Created(Arc::new(role))), outcome))
}

/// Replaces what a role allows.
pub fn update(
    world: &World,
    sid: RoleSid,
    names: &[&str],
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let before = world.roles.get(sid).ok_or(Error::NoRole)?;
    let permissions = permissions(before.scope, names.iter().copied())?;
    let after = Role { permissions, updated: env.now, ..Role::clone(before) };
    Ok(Decided::one(Fact::Role(RoleFact::Updated(Arc::new(after))), ()))
}

/// Decides on the deletion of a role; one that the configuration names stays.
pub fn delete(world: &World, sid: RoleSid) -> Result<Decided<()>, Error> {
    world.roles.get(sid).ok_or(Error::NoRole)?;
    let configuration = &world.configuration;
    let named = [
        configuration.conversation_creator_role,
        configuration.conversation_role,
        configuration.service_role,
    ];
    // `assumed`: nothing public says what becomes of a default that is gone; settled by the contract test
    // `a_default_role_is_not_deleted`.
    if named.contains(&sid) {
        return Err(Error::RoleInUse);
    }
    Ok(Decided::one(Fact::Role(RoleFact::Deleted(sid)), ()))
}

/// The requested role, if it exists in this scope, else the default.
pub(crate) fn choose(
    world: &World,
    asked: Option<RoleSid>,
    scope: Scope,
) -> Result<RoleSid, Error> {
    let default = match scope {
        Scope::Service => world.configuration.service_role,
        Scope::Conversation => world.configuration.conversation_role,
    };
    let Some(asked) = asked else { return Ok(default) };
    let known = world.roles.get(asked).filter(|role| role.scope == scope);
    known.map(|role| role.sid).ok_or(Error::RoleNotFitting(scope))
}
