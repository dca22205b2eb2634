//! Parameters of conversations, users and what belongs to them.

use jiff::{SignedDuration, Timestamp};
use twilio_sid::{ContentSid, FlowSid, MediaSid, MessagingServiceSid, RoleSid};
use twilio_wire::rest::{
    conversation::{
        CreateConversation, CreateConversationWithParticipants, ListConversation, State,
        UpdateConversation,
    },
    message::{CreateConversationMessage, ListConversationMessage, UpdateConversationMessage},
    participant::{CreateConversationParticipant, UpdateConversationParticipant},
    participant_conversation::ListParticipantConversation,
    role::{CreateRole, UpdateRole},
    user::{CreateUser, UpdateUser},
    user_conversation::UpdateUserConversation,
    webhook::{CreateConversationScopedWebhook, UpdateConversationScopedWebhook},
};

use super::parameters;
use crate::rest::Order;

parameters! {
    [CreateConversation, CreateConversationWithParticipants.conversation, UpdateConversation] {
        /// Name for people, which others may have, too.
        friendly_name: text;
        /// Name that is unique within the service.
        unique_name: text;
        /// Data of the application.
        attributes: json;
        /// Life cycle.
        state: word(State);
        /// Time until an idle conversation becomes inactive, at least a minute.
        timers_inactive: value(SignedDuration);
        /// Time until an idle conversation becomes closed, at least ten minutes.
        timers_closed: value(SignedDuration);
        /// Address that participants by e-mail write to.
        email_address: text;
        /// Name that participants by e-mail see.
        email_name: text;
        /// Messaging service of participants outside the chat.
        messaging_service_sid: value(MessagingServiceSid);
        /// When it was made, for imports.
        date_created: value(Timestamp);
        /// When it was last changed, for imports.
        date_updated: value(Timestamp);
    }
}

parameters! {
    [CreateConversationWithParticipants] {
        /// Adds a participant, at most ten; an object such as `{"identity": "alice"}`.
        participant: jsons;
    }
}

parameters! {
    [ListConversation] {
        /// Only conversations in this state.
        state: word(State);
        /// Only conversations made on this day or later, ISO 8601.
        start_date: text;
        /// Only conversations made on this day or earlier, ISO 8601.
        end_date: text;
    }
}

parameters! {
    [CreateConversationMessage, UpdateConversationMessage] {
        /// Who wrote it; `system` unless set.
        author: text;
        /// The text, at most 1600 characters.
        body: text;
        /// A subject line; no answer shows it.
        subject: text;
        /// Data of the application.
        attributes: json;
        /// When it was made, for imports.
        date_created: value(Timestamp);
        /// When it was last changed, for imports.
        date_updated: value(Timestamp);
    }
}

parameters! {
    [CreateConversationMessage] {
        /// An uploaded medium.
        media_sid: value(MediaSid);
        /// A content template, which takes the place of body and media.
        content_sid: value(ContentSid);
        /// Values of the template's variables: an object of texts.
        content_variables: json;
    }
}

parameters! {
    [ListConversationMessage] {
        /// Order of the messages, by index.
        order: word(Order);
    }
}

parameters! {
    [CreateConversationParticipant] {
        /// Identity of the chat user.
        identity: text;
        /// Address of a participant outside the chat, such as a telephone number.
        address: text;
    }
}

parameters! {
    [CreateConversationParticipant, UpdateConversationParticipant] {
        /// Address of the account that the participant outside the chat sees.
        proxy_address: text;
        /// Address of the account under which group messages show a chat user.
        projected_address: text;
        /// Data of the application.
        attributes: json;
        /// Conversation role.
        role_sid: value(RoleSid);
        /// When it was added, for imports.
        date_created: value(Timestamp);
        /// When it was last changed, for imports.
        date_updated: value(Timestamp);
    }
}

parameters! {
    [UpdateConversationParticipant, UpdateUserConversation] {
        /// Read horizon: index of the newest message that was read; `None` clears it.
        last_read_message_index: clearable(u32);
        /// When the read horizon was set.
        last_read_timestamp: value(Timestamp);
    }
}

parameters! {
    [UpdateUserConversation] {
        /// `default` or `muted`.
        notification_level: text;
    }
}

parameters! {
    [ListParticipantConversation] {
        /// Of the chat user with this identity.
        identity: text;
        /// Of the participant outside the chat with this address.
        address: text;
    }
}

parameters! {
    [CreateUser] {
        /// Identity, unique within the service.
        identity: text;
    }
}

parameters! {
    [CreateUser, UpdateUser] {
        /// Name for people.
        friendly_name: text;
        /// Data of the application.
        attributes: json;
        /// Service role.
        role_sid: value(RoleSid);
    }
}

parameters! {
    [CreateRole] {
        /// Name for people.
        friendly_name: text;
        /// `conversation` or `service`.
        kind: text;
    }
}

parameters! {
    [CreateRole, UpdateRole] {
        /// What the role allows, such as `sendMessage`.
        permission: texts;
    }
}

parameters! {
    [CreateConversationScopedWebhook] {
        /// `webhook`, `trigger` or `studio`.
        target: text;
        /// Index of the first message that is sent again.
        replay_after: value(u32);
    }
}

parameters! {
    [CreateConversationScopedWebhook, UpdateConversationScopedWebhook] {
        /// The address that is called.
        url: text;
        /// `GET` or `POST`.
        method: text;
        /// Events, such as `onMessageAdded`.
        filters: texts;
        /// Words that a message begins with, for `trigger`.
        triggers: texts;
        /// The flow, for `studio`.
        flow_sid: value(FlowSid);
    }
}
