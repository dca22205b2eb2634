/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For a user in the whole service.
    Service,
    /// For a participant in one conversation.
    Conversation,
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
