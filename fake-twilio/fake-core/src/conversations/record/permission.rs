//! What roles can allow.

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
