//! Users of a service: create, update, and becoming known by taking part.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{RoleSid, UserSid};

use crate::{
    Decided, Edit, Env, Fact, Refusal, World,
    text::{NO_ATTRIBUTES, Text},
};

/// A user's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its SID.
    pub sid: UserSid,
    /// Its identity, unique within the service.
    pub identity: Text,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Text,
    /// Its service role.
    pub role: RoleSid,
    /// When it became known.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Makes a user.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its identity.
    pub identity: Text,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Its service role, else the service's default.
    pub role: Option<RoleSid>,
}

/// Changes a user's values.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Name for people.
    pub friendly_name: Edit<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Its service role.
    pub role: Option<RoleSid>,
}

/// Judges [`Create`].
pub fn create(
    world: &World,
    command: Create,
    env: &mut Env<'_>,
) -> Result<Decided<UserSid>, Refusal> {
    if world.user(&command.identity).is_some() {
        return Err(Refusal::UserExists);
    }
    let user = User {
        sid: env.ids.draw(),
        identity: command.identity,
        friendly_name: command.friendly_name,
        attributes: command.attributes.unwrap_or_else(|| NO_ATTRIBUTES.into()),
        role: service_role(world, command.role)?,
        created: env.now,
        updated: env.now,
    };
    let outcome = user.sid;
    Ok(Decided::one(Fact::UserCreated(Arc::new(user)), outcome))
}

/// Judges [`Update`].
pub fn update(
    world: &World,
    sid: UserSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Refusal> {
    let before = world.users.get(sid).ok_or(Refusal::NoUser)?;
    let role = match command.role {
        Some(role) => service_role(world, Some(role))?,
        None => before.role,
    };
    let after = User {
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        role,
        updated: env.now,
        ..User::clone(before)
    };
    Ok(Decided::one(Fact::UserUpdated(Arc::new(after)), ()))
}

/// Makes the identity known to the service, unless it is; a fact is needed only in the first case.
pub fn introduce(world: &World, identity: &Text, env: &mut Env<'_>) -> Option<Fact> {
    if world.user(identity).is_some() {
        return None;
    }
    let user = User {
        sid: env.ids.draw(),
        identity: identity.clone(),
        friendly_name: None,
        attributes: NO_ATTRIBUTES.into(),
        role: world.service.roles.service_user,
        created: env.now,
        updated: env.now,
    };
    Some(Fact::UserCreated(Arc::new(user)))
}

/// The role a participant gets: the one asked for if it is a conversation role, else the default.
pub(crate) fn conversation_role(world: &World, asked: Option<RoleSid>) -> Result<RoleSid, Refusal> {
    let roles = &world.service.roles;
    choose(asked, roles.channel_user, [roles.channel_user, roles.channel_admin])
}

fn service_role(world: &World, asked: Option<RoleSid>) -> Result<RoleSid, Refusal> {
    let roles = &world.service.roles;
    choose(asked, roles.service_user, [roles.service_user, roles.service_admin])
}

fn choose(
    asked: Option<RoleSid>,
    default: RoleSid,
    known: [RoleSid; 2],
) -> Result<RoleSid, Refusal> {
    match asked {
        None => Ok(default),
        Some(role) if known.contains(&role) => Ok(role),
        Some(_) => Err(Refusal::NoRole),
    }
}
