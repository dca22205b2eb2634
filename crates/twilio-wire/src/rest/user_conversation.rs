//! `Users/{US}/Conversations`: a user's own state in each conversation.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, ServiceSid, UserSid};

use super::conversation::{State, Timers};
use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// `default` or `muted`, in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_level: Option<String>,
    /// Read horizon; empty clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_read_message_index: Option<String>,
    /// When the read horizon was set, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_read_timestamp: Option<String>,
}

/// A conversation that a user takes part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserConversation {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it lives in.
    pub chat_service_sid: ServiceSid,
    /// The conversation.
    pub conversation_sid: ConversationSid,
    /// Messages behind the read horizon; null while there is none.
    pub unread_messages_count: Option<u64>,
    /// Read horizon.
    pub last_read_message_index: Option<u32>,
    /// The user's participant.
    pub participant_sid: ParticipantSid,
    /// The user.
    pub user_sid: UserSid,
    /// Name of the conversation for people.
    pub friendly_name: Option<String>,
    /// Life cycle of the conversation.
    pub conversation_state: State,
    /// When its state will change by itself.
    pub timers: Timers,
    /// JSON text of the application.
    pub attributes: String,
    /// When the conversation was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// Identity of the creator, `system` for REST.
    pub created_by: String,
    /// `default` or `muted`.
    pub notification_level: String,
    /// Unique name of the conversation.
    pub unique_name: Option<String>,
    /// Its address.
    pub url: String,
    /// Addresses of what it is about.
    pub links: Links,
}

/// Addresses of what a user conversation is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The participant.
    pub participant: String,
    /// The conversation.
    pub conversation: String,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub conversations: Vec<UserConversation>,
}

endpoint! {
    /// Lists conversations of a user.
    ListUserConversation: GET "/v1/Users/{UserSid}/Conversations" (user_sid)
        => OK Page;
    scope: AnyService;
    parameters: NoParameters, required [], optional ["Page", "PageSize", "PageToken"];
}

endpoint! {
    /// Fetches a conversation of a user.
    FetchUserConversation: GET "/v1/Users/{UserSid}/Conversations/{ConversationSid}" (user_sid, conversation_sid)
        => OK UserConversation;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a conversation of a user.
    UpdateUserConversation: POST "/v1/Users/{UserSid}/Conversations/{ConversationSid}" (user_sid, conversation_sid)
        => OK UserConversation;
    scope: AnyService;
    parameters: Form, required [], optional [
        "LastReadMessageIndex", "LastReadTimestamp", "NotificationLevel",
    ];
}

endpoint! {
    /// Deletes a conversation of a user.
    DeleteUserConversation: DELETE "/v1/Users/{UserSid}/Conversations/{ConversationSid}" (user_sid, conversation_sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}
