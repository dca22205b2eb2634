//! What roles can allow.

use strum::{EnumString, IntoStaticStr};

use crate::role_scope::Scope;

/// Something that a role can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
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

/// Permissions that roles of both scopes can hold (Twilio's documentation).
const EVERYWHERE: [Permission; 16] = [
    Permission::AddParticipant,
    Permission::RemoveParticipant,
    Permission::AddNonChatParticipant,
    Permission::DeleteConversation,
    Permission::EditConversationName,
    Permission::EditConversationAttributes,
    Permission::EditOwnMessage,
    Permission::EditOwnMessageAttributes,
    Permission::EditAnyMessage,
    Permission::EditAnyMessageAttributes,
    Permission::DeleteOwnMessage,
    Permission::DeleteAnyMessage,
    Permission::EditOwnParticipantAttributes,
    Permission::EditAnyParticipantAttributes,
    Permission::EditOwnUserInfo,
    Permission::EditAnyUserInfo,
];

/// Permissions that only conversation roles can hold.
const IN_CONVERSATIONS: [Permission; 4] = [
    Permission::SendMessage,
    Permission::SendMediaMessage,
    Permission::LeaveConversation,
    Permission::EditNotificationLevel,
];

/// Permissions that only service roles can hold.
const IN_SERVICES: [Permission; 2] = [Permission::CreateConversation, Permission::JoinConversation];

impl Scope {
    /// Everything that a role of this scope can allow.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        let own: &[Permission] = match self {
            Self::Service => &IN_SERVICES,
            Self::Conversation => &IN_CONVERSATIONS,
        };
        own.iter().chain(&EVERYWHERE).copied()
    }
}
