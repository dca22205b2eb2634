//! Permissions that a user has by its roles. REST requests are not restricted by roles.

use twilio_sid::RoleSid;

use crate::{
    Error,
    conversations::{
        record::permission::Permission,
        state::{conversation::Conversation, world::World},
    },
};

/// What acts on conversations as a whole, or on what others have in them.
const INTO_CONVERSATIONS: [Permission; 9] = [
    Permission::AddParticipant,
    Permission::AddNonChatParticipant,
    Permission::RemoveParticipant,
    Permission::DeleteConversation,
    Permission::EditConversationName,
    Permission::EditConversationAttributes,
    Permission::EditAnyMessage,
    Permission::EditAnyMessageAttributes,
    Permission::DeleteAnyMessage,
];

/// The roles of a user: its service role, and the role of the participant in the conversation.
///
/// Either is enough (`assumed`: a user with the one role and without the other, on a live account,
/// would settle it).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permissions<'w> {
    world: &'w World,
    user: RoleSid,
    participant: Option<RoleSid>,
}

impl<'w> Permissions<'w> {
    /// What the identity may do in the service.
    pub(crate) fn in_service(world: &'w World, identity: &str) -> Self {
        let known = world.user(identity).map(|user| user.role);
        let user = known.unwrap_or(world.configuration.service_role);
        Self { world, user, participant: None }
    }

    /// Returns whether the user's role in the service allows to change what others made or are in
    /// conversations, as that of an admin does; it would be of no use to who sees their own only.
    // assumed: which of the permissions it takes; a live user whose role has a single one of them
    // would settle it.
    pub(crate) fn administers_conversations(&self) -> bool {
        let Some(role) = self.world.roles.get(self.user) else { return false };
        INTO_CONVERSATIONS.iter().any(|it| role.permissions.contains(it))
    }

    /// What the identity may do in a conversation, whether it takes part or not.
    pub(crate) fn within(world: &'w World, conversation: &Conversation, identity: &str) -> Self {
        let participant = conversation.participant(identity).and_then(|it| it.role);
        Self { participant, ..Self::in_service(world, identity) }
    }

    /// Refuses what neither role allows.
    pub(crate) fn need(&self, permission: Permission) -> Result<(), Error> {
        let grants = |role: RoleSid| {
            let role = self.world.roles.get(role);
            role.is_some_and(|role| role.permissions.contains(&permission))
        };
        if grants(self.user) || self.participant.is_some_and(grants) {
            Ok(())
        } else {
            Err(Error::Unauthorized)
        }
    }

    /// Refuses what neither role allows: `any` is enough always, `own` for what is one's own.
    pub(crate) fn need_for(
        &self,
        is_own: bool,
        own: Permission,
        any: Permission,
    ) -> Result<(), Error> {
        if is_own && self.need(own).is_ok() { Ok(()) } else { self.need(any) }
    }
}
