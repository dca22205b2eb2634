//! Users of a service: create, update, and becoming known by taking part.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{RoleSid, UserSid};

use crate::{
    Decided, Edit, Env, Fact, Refusal, World, binding,
    participant::{Participant, ParticipantFact},
    role::{self, Scope},
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

/// Something that happened to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserFact {
    /// The identity became known.
    Created(Arc<User>),
    /// The user's values changed.
    Updated(Arc<User>),
    /// The user was deleted, after leaving all open conversations.
    Deleted(UserSid),
}

impl World {
    pub(crate) fn apply_user(&mut self, fact: &UserFact) {
        match fact {
            UserFact::Created(user) | UserFact::Updated(user) => {
                self.identities.insert(user.identity.clone(), user.sid);
                self.users.put(user.sid, user.clone());
            }
            UserFact::Deleted(sid) => {
                if let Some(user) = self.users.remove(*sid) {
                    self.identities.remove(&user.identity);
                }
            }
        }
    }
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
        role: role::choose(world, command.role, Scope::Service)?,
        created: env.now,
        updated: env.now,
    };
    let outcome = user.sid;
    Ok(Decided::one(Fact::User(UserFact::Created(Arc::new(user))), outcome))
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
pub fn introduce(world: &World, identity: &Text, env: &mut Env<'_>) -> Option<Fact> {
    if world.user(identity).is_some() {
        return None;
    }
    let user = User {
        sid: env.ids.draw(),
        identity: identity.clone(),
        friendly_name: None,
        attributes: NO_ATTRIBUTES.into(),
        role: world.configuration.service_role,
        created: env.now,
        updated: env.now,
    };
    Some(Fact::User(UserFact::Created(Arc::new(user))))
}

/// Judges the deletion of a user, who leaves all conversations and devices first.
///
/// A closed conversation keeps its participants, so it keeps this one too (`assumed`).
pub fn delete(world: &World, sid: UserSid) -> Result<Decided<()>, Refusal> {
    let user = world.users.get(sid).ok_or(Refusal::NoUser)?;
    let open = world.memberships(&user.identity).filter(|(_, it, _)| !it.profile.is_closed());
    let removed = |participant: &Arc<Participant>| ParticipantFact::Removed(participant.clone());
    let mut facts: Vec<Fact> =
        open.map(|(_, it, who)| Fact::Participant(it.sid(), removed(who))).collect();
    facts.extend(binding::unregister(world, &user.identity, |_| true).facts);
    facts.push(Fact::User(UserFact::Deleted(sid)));
    Ok(Decided { facts, outcome: () })
}
