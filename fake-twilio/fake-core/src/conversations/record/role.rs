//! Roles, and the ones that a service starts with.

use std::str::FromStr;

use jiff::Timestamp;
use twilio_sid::RoleSid;

use crate::{
    Error,
    conversations::record::{permission::Permission, service::Service},
    role_scope::Scope,
    text::Text,
};

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
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Accepts permissions of a role; each counts once.
pub fn permissions<'a>(
    scope: Scope,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<Permission>, Error> {
    let mut accepted = Vec::new();
    for name in names {
        let asked = Permission::from_str(name).ok();
        let known = asked.filter(|it| scope.permissions().any(|known| known == *it));
        let known = known.ok_or(Error::UnknownPermission)?;
        if !accepted.contains(&known) {
            accepted.push(known);
        }
    }
    Ok(accepted)
}

/// The roles that a service starts with.
///
/// Names: the chat predecessor. Permissions: `assumed`; settled by the contract test
/// `a_service_starts_with_four_roles`.
pub(crate) fn defaults(service: &Service) -> [Role; 4] {
    let channel_user = [
        Permission::SendMessage,
        Permission::SendMediaMessage,
        Permission::LeaveConversation,
        Permission::EditNotificationLevel,
        Permission::EditOwnMessage,
        Permission::EditOwnMessageAttributes,
        Permission::DeleteOwnMessage,
        // What SDK users are seen to do in conversations to which a server added them.
        Permission::EditOwnParticipantAttributes,
        Permission::EditConversationName,
        Permission::EditConversationAttributes,
        Permission::AddParticipant,
        Permission::AddNonChatParticipant,
        Permission::RemoveParticipant,
    ];
    let service_user =
        [Permission::CreateConversation, Permission::JoinConversation, Permission::EditOwnUserInfo];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_must_fit_the_scope() {
        let one = |scope, name| permissions(scope, [name].into_iter());
        assert!(one(Scope::Conversation, "sendMessage").is_ok());
        assert_eq!(one(Scope::Service, "sendMessage"), Err(Error::UnknownPermission));
        assert_eq!(one(Scope::Service, "flyToTheMoon"), Err(Error::UnknownPermission));
    }
}
