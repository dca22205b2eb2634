//! What roles let SDK users do. REST acts as `system`, which no role binds.

use twilio_sid::RoleSid;

use crate::{Refusal, World, conversation::Conversation};

/// Something that a role can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Add chat participants.
    AddParticipant,
    /// Add participants outside the chat.
    AddNonChatParticipant,
    /// Remove others.
    RemoveParticipant,
    /// Leave.
    LeaveConversation,
    /// Make conversations.
    CreateConversation,
    /// Join conversations by oneself.
    JoinConversation,
    /// Delete a conversation.
    DeleteConversation,
    /// Change friendly name and unique name.
    EditConversationName,
    /// Change a conversation's attributes.
    EditConversationAttributes,
    /// Send messages.
    SendMessage,
    /// Send messages that show media.
    SendMediaMessage,
    /// Change the text of one's own messages.
    EditOwnMessage,
    /// Change the text of any message.
    EditAnyMessage,
    /// Change the attributes of one's own messages.
    EditOwnMessageAttributes,
    /// Change the attributes of any message.
    EditAnyMessageAttributes,
    /// Remove one's own messages.
    DeleteOwnMessage,
    /// Remove any message.
    DeleteAnyMessage,
    /// Change one's own attributes as a participant.
    EditOwnParticipantAttributes,
    /// Change the attributes of any participant.
    EditAnyParticipantAttributes,
    /// Change one's own name and attributes as a user.
    EditOwnUserInfo,
    /// Change name and attributes of any user.
    EditAnyUserInfo,
    /// Mute and unmute a conversation for oneself.
    EditNotificationLevel,
}

impl Permission {
    /// Its name in a role.
    pub fn name(self) -> &'static str {
        match self {
            Self::AddParticipant => "addParticipant",
            Self::AddNonChatParticipant => "addNonChatParticipant",
            Self::RemoveParticipant => "removeParticipant",
            Self::LeaveConversation => "leaveConversation",
            Self::CreateConversation => "createConversation",
            Self::JoinConversation => "joinConversation",
            Self::DeleteConversation => "deleteConversation",
            Self::EditConversationName => "editConversationName",
            Self::EditConversationAttributes => "editConversationAttributes",
            Self::SendMessage => "sendMessage",
            Self::SendMediaMessage => "sendMediaMessage",
            Self::EditOwnMessage => "editOwnMessage",
            Self::EditAnyMessage => "editAnyMessage",
            Self::EditOwnMessageAttributes => "editOwnMessageAttributes",
            Self::EditAnyMessageAttributes => "editAnyMessageAttributes",
            Self::DeleteOwnMessage => "deleteOwnMessage",
            Self::DeleteAnyMessage => "deleteAnyMessage",
            Self::EditOwnParticipantAttributes => "editOwnParticipantAttributes",
            Self::EditAnyParticipantAttributes => "editAnyParticipantAttributes",
            Self::EditOwnUserInfo => "editOwnUserInfo",
            Self::EditAnyUserInfo => "editAnyUserInfo",
            Self::EditNotificationLevel => "editNotificationLevel",
        }
    }
}

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

/// The roles that count for somebody: that of the user, and that of the participant where it acts.
///
/// Either is enough (`assumed`: a user with the one role and without the other, on a live account,
/// would settle it).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rights<'w> {
    world: &'w World,
    user: RoleSid,
    participant: Option<RoleSid>,
}

impl<'w> Rights<'w> {
    /// What the identity may do in the service.
    pub(crate) fn in_service(world: &'w World, identity: &str) -> Self {
        let known = world.user(identity).map(|user| user.role);
        let user = known.unwrap_or(world.configuration.service_role);
        Self { world, user, participant: None }
    }

    /// Says whether the user's role in the service allows to change what others made or are in
    /// conversations, as that of an admin does; it would be of no use to who sees their own only.
    // assumed: which of the permissions it takes; a live user whose role has a single one of them
    // would settle it.
    pub(crate) fn reach_into_conversations(&self) -> bool {
        let Some(role) = self.world.roles.get(self.user) else { return false };
        INTO_CONVERSATIONS.iter().any(|it| role.permissions.contains(&it.name()))
    }

    /// What the identity may do in a conversation, whether it takes part or not.
    pub(crate) fn within(world: &'w World, conversation: &Conversation, identity: &str) -> Self {
        let participant = conversation.participant(identity).and_then(|it| it.role);
        Self { participant, ..Self::in_service(world, identity) }
    }

    /// Refuses what neither role allows.
    pub(crate) fn need(&self, permission: Permission) -> Result<(), Refusal> {
        let grants = |role: RoleSid| {
            let role = self.world.roles.get(role);
            role.is_some_and(|role| role.permissions.contains(&permission.name()))
        };
        if grants(self.user) || self.participant.is_some_and(grants) {
            Ok(())
        } else {
            Err(Refusal::Unauthorized)
        }
    }

    /// Refuses what neither role allows: `any` is enough always, `own` for what is one's own.
    pub(crate) fn need_for(
        &self,
        is_own: bool,
        own: Permission,
        any: Permission,
    ) -> Result<(), Refusal> {
        if is_own && self.need(own).is_ok() { Ok(()) } else { self.need(any) }
    }
}
