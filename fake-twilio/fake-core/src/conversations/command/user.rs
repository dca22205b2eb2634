//! Users of a service: create, update, and becoming known by taking part.

use std::sync::Arc;

use twilio_sid::{RoleSid, UserSid};

use crate::{
    Edit, Env, Error,
    conversations::{
        command::{binding, role},
        fact::{Decided, Fact, ParticipantFact, UserFact},
        record::{participant::Participant, user::User},
        state::world::World,
    },
    role_scope::Scope,
    text::{self, Text},
};

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

/// Decides on [`Create`].
pub fn create(
    world: &World,
    command: Create,
    env: &mut Env<'_>,
) -> Result<Decided<UserSid>, Error> {
    if world.user(&command.identity).is_some() {
        return Err(Error::UserExists);
    }
    let user = User {
        sid: env.ids.draw(),
        identity: command.identity,
        friendly_name: command.friendly_name,
        attributes: command.attributes.unwrap_or_else(text::no_attributes),
        role: role::choose(world, command.role, Scope::Service)?,
        created: env.now,
        updated: env.now,
    };
    let outcome = user.sid;
    Ok(Decided::one(Fact::User(UserFact::Created(Arc::new(user))), outcome))
}

/// Decides on [`Update`].
pub fn update(
    world: &World,
    sid: UserSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let before = world.users.get(sid).ok_or(Error::NoUser)?;
    let role = match command.role {
        Some(role) => role::choose(world, Some(role), Scope::Service)?,
        None => before.role,
    };
    let after = User {
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        role,
        updated: env.now,
        ..User::clone(before)
    };
    Ok(Decided::one(Fact::User(UserFact::Updated(Arc::new(after))), ()))
}

/// Makes the identity known to the service, unless it is; a fact is needed only in the first case.
pub fn ensure_user(world: &World, identity: &Text, env: &mut Env<'_>) -> Option<Fact> {
    if world.user(identity).is_some() {
        return None;
    }
    let user = User {
        sid: env.ids.draw(),
        identity: identity.clone(),
        friendly_name: None,
        attributes: text::no_attributes(),
        role: world.configuration.service_role,
        created: env.now,
        updated: env.now,
    };
    Some(Fact::User(UserFact::Created(Arc::new(user))))
}

/// Decides on the deletion of a user, who leaves all conversations and devices first.
///
/// A closed conversation keeps its participants, so it keeps this one too (`assumed`; settled by the
/// contract test `a_deleted_user_stays_in_closed_conversations`).
pub fn delete(world: &World, sid: UserSid) -> Result<Decided<()>, Error> {
    let user = world.users.get(sid).ok_or(Error::NoUser)?;
    let open = world.memberships(&user.identity).filter(|(_, it, _)| !it.profile.is_closed());
    let removed = |participant: &Arc<Participant>| ParticipantFact::Removed(participant.clone());
    let mut facts: Vec<Fact> =
        open.map(|(_, it, who)| Fact::Participant(it.sid(), removed(who))).collect();
    facts.extend(binding::unregister(world, &user.identity, |_| true).facts);
    facts.push(Fact::User(UserFact::Deleted(sid)));
    Ok(Decided { facts, outcome: () })
}
