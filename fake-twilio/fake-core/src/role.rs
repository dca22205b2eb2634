//! Roles of a service: what users and participants may do.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::RoleSid;

use crate::{
    Decided, Env, Fact, Refusal, Service, World,
    text::{Text, short_name},
};

/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For a user in the whole service.
    Service,
    /// For a participant in one conversation.
    Conversation,
}

/// A role's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its SID.
    pub sid: RoleSid,
    /// Name for people.
    pub friendly_name: Text,
    /// Where it counts.
    pub scope: Scope,
    /// What it allows, in the order given.
    pub permissions: Vec<&'static str>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Something that happened to a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleFact {
    /// It was created.
    Created(Arc<Role>),
    /// It allows something else.
    Updated(Arc<Role>),
    /// It was deleted.
    Deleted(RoleSid),
}

impl World {
    pub(crate) fn apply_role(&mut self, fact: &RoleFact) {
        match fact {
            RoleFact::Created(role) | RoleFact::Updated(role) => {
                self.roles.put(role.sid, role.clone());
            }
            RoleFact::Deleted(sid) => {
                self.roles.remove(*sid);
            }
        }
    }
}

/// Permissions that roles of both scopes can hold (Twilio's documentation).
const EVERYWHERE: [&str; 16] = [
    "addParticipant",
    "removeParticipant",
    "addNonChatParticipant",
    "deleteConversation",
    "editConversationName",
    "editConversationAttributes",
    "editOwnMessage",
    "editOwnMessageAttributes",
    "editAnyMessage",
    "editAnyMessageAttributes",
    "deleteOwnMessage",
    "deleteAnyMessage",
    "editOwnParticipantAttributes",
    "editAnyParticipantAttributes",
    "editOwnUserInfo",
    "editAnyUserInfo",
];

/// Permissions that only conversation roles can hold.
const IN_CONVERSATIONS: [&str; 4] =
    ["sendMessage", "sendMediaMessage", "leaveConversation", "editNotificationLevel"];

/// Permissions that only service roles can hold.
const IN_SERVICES: [&str; 2] = ["createConversation", "joinConversation"];

impl Scope {
    /// Everything that a role of this scope can allow.
    pub fn permissions(self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self {
            Self::Service => &IN_SERVICES,
            Self::Conversation => &IN_CONVERSATIONS,
        };
        own.iter().chain(&EVERYWHERE).copied()
    }
}

/// Accepts permissions of a role; each counts once.
pub fn permissions<'a>(
    scope: Scope,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<&'static str>, Refusal> {
    let mut accepted = Vec::new();
    for name in names {
        let known = scope.permissions().find(|known| *known == name);
        let known = known.ok_or(Refusal::UnknownPermission)?;
        if !accepted.contains(&known) {
            accepted.push(known);
        }
    }
    Ok(accepted)
}

/// The roles that a service starts with.
///
/// Names: the chat predecessor. Permissions: `assumed`; a live account would settle them.
pub(crate) fn defaults(service: &Service) -> [Role; 4] {
    let channel_user = [
        "sendMessage",
        "sendMediaMessage",
        "leaveConversation",
        "editNotificationLevel",
        "editOwnMessage",
        "editOwnMessageAttributes",
        "deleteOwnMessage",
        // What SDK users are seen to do in conversations to which a server added them.
        "editOwnParticipantAttributes",
        "editConversationName",
        "editConversationAttributes",
        "addParticipant",
        "addNonChatParticipant",
        "removeParticipant",
    ];
    let service_user = ["createConversation", "joinConversation", "editOwnUserInfo"];
    let roles = &service.roles;
    let role = |sid, name: &str, scope, permissions| Role {
        sid,
        friendly_name: name.into(),
        scope,
        permissions,
        created: service.created,
        updated: service.created,
    };
    [
        role(roles.service_user, "service user", Scope::Service, service_user.to_vec()),
        role(
            roles.service_admin,
            "service admin",
            Scope::Service,
            Scope::Service.permissions().collect(),
        ),
        role(roles.channel_user, "channel user", Scope::Conversation, channel_user.to_vec()),
        role(
            roles.channel_admin,
            "channel admin",
            Scope::Conversation,
            Scope::Conversation.permissions().collect(),
        ),
    ]
}

/// Makes a role.
pub fn create(
    friendly_name: &str,
    scope: Scope,
    permissions: Vec<&'static str>,
    env: &mut Env<'_>,
) -> Result<Decided<RoleSid>, Refusal> {
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
) -> Result<Decided<()>, Refusal> {
    let before = world.roles.get(sid).ok_or(Refusal::NoRole)?;
    let permissions = permissions(before.scope, names.iter().copied())?;
    let after = Role { permissions, updated: env.now, ..Role::clone(before) };
    Ok(Decided::one(Fact::Role(RoleFact::Updated(Arc::new(after))), ()))
}

/// Judges the deletion of a role; one that the configuration names stays.
pub fn delete(world: &World, sid: RoleSid) -> Result<Decided<()>, Refusal> {
    world.roles.get(sid).ok_or(Refusal::NoRole)?;
    let configuration = &world.configuration;
    let named = [
        configuration.conversation_creator_role,
        configuration.conversation_role,
        configuration.service_role,
    ];
    // `assumed`: nothing public says what becomes of a default that is gone.
    if named.contains(&sid) {
        return Err(Refusal::RoleInUse);
    }
    Ok(Decided::one(Fact::Role(RoleFact::Deleted(sid)), ()))
}

/// The role that is asked for, if it exists and counts there, else the default.
pub(crate) fn choose(
    world: &World,
    asked: Option<RoleSid>,
    scope: Scope,
) -> Result<RoleSid, Refusal> {
    let default = match scope {
        Scope::Service => world.configuration.service_role,
        Scope::Conversation => world.configuration.conversation_role,
    };
    let Some(asked) = asked else { return Ok(default) };
    let known = world.roles.get(asked).filter(|role| role.scope == scope);
    known.map(|role| role.sid).ok_or(Refusal::RoleNotFitting(scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_must_fit_the_scope() {
        let one = |scope, name| permissions(scope, [name].into_iter());
        assert!(one(Scope::Conversation, "sendMessage").is_ok());
        assert_eq!(one(Scope::Service, "sendMessage"), Err(Refusal::UnknownPermission));
        assert_eq!(one(Scope::Service, "flyToTheMoon"), Err(Refusal::UnknownPermission));
    }
}
