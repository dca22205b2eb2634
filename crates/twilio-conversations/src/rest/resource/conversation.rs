//! Conversations and what belongs to them.

use twilio_sid::{MessageSid, ReceiptSid, WebhookSid};
use twilio_wire::rest::{
    conversation::{
        CreateConversation, CreateConversationWithParticipants, DeleteConversation,
        FetchConversation, ListConversation, UpdateConversation,
    },
    message::{
        CreateConversationMessage, DeleteConversationMessage, FetchConversationMessage,
        ListConversationMessage, UpdateConversationMessage,
    },
    participant::{
        CreateConversationParticipant, DeleteConversationParticipant, FetchConversationParticipant,
        ListConversationParticipant, UpdateConversationParticipant,
    },
    receipt::{FetchConversationMessageReceipt, ListConversationMessageReceipt},
    webhook::{
        CreateConversationScopedWebhook, DeleteConversationScopedWebhook,
        FetchConversationScopedWebhook, ListConversationScopedWebhook,
        UpdateConversationScopedWebhook,
    },
};

use super::{below, resource};
use crate::rest::Name;

resource! {
    /// The conversations of a service, by SID or unique name.
    Conversations {
        list => ListConversation;
        create => CreateConversation;
        create_with_participants => CreateConversationWithParticipants;
        fetch(name: impl Into<Name>) => FetchConversation;
        update(name: impl Into<Name>) => UpdateConversation;
        delete(name: impl Into<Name>) => DeleteConversation;
    }
}

resource! {
    /// One conversation.
    Conversation {}
}

below! {
    Conversation {
        /// Its messages.
        messages => Messages;
        /// One of its messages.
        message(sid: MessageSid) => Message;
        /// Its participants.
        participants => Participants;
        /// Its webhooks.
        webhooks => Webhooks;
    }
}

resource! {
    /// The messages of a conversation.
    Messages {
        list => ListConversationMessage;
        create => CreateConversationMessage;
        fetch(sid: MessageSid) => FetchConversationMessage;
        update(sid: MessageSid) => UpdateConversationMessage;
        delete(sid: MessageSid) => DeleteConversationMessage;
    }
}

resource! {
    /// One message.
    Message {}
}

below! {
    Message {
        /// Its delivery receipts.
        receipts => Receipts;
    }
}

resource! {
    /// The delivery receipts of a message.
    Receipts {
        list => ListConversationMessageReceipt;
        fetch(sid: ReceiptSid) => FetchConversationMessageReceipt;
    }
}

resource! {
    /// The participants of a conversation, by SID or identity.
    Participants {
        list => ListConversationParticipant;
        create => CreateConversationParticipant;
        fetch(name: impl Into<Name>) => FetchConversationParticipant;
        update(name: impl Into<Name>) => UpdateConversationParticipant;
        delete(name: impl Into<Name>) => DeleteConversationParticipant;
    }
}

resource! {
    /// The webhooks of a conversation.
    Webhooks {
        list => ListConversationScopedWebhook;
        create => CreateConversationScopedWebhook;
        fetch(sid: WebhookSid) => FetchConversationScopedWebhook;
        update(sid: WebhookSid) => UpdateConversationScopedWebhook;
        delete(sid: WebhookSid) => DeleteConversationScopedWebhook;
    }
}
