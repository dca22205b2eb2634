//! Outputs of a client: orders for the owner of the socket, and events of the application.

use std::fmt;

use bytes::Bytes;
use http::Response;
use twilio_sid::ConversationSid;
use twilio_wire::twilsock::Status;
use twilsock::client::{RequestError, RequestId};

use crate::{Conversation, Message, Participant, PushNotification, User};

/// One thing that the owner of the socket does next.
pub enum Output {
    /// Open a WebSocket, then call `handle_opened` or `handle_dial_failed`.
    Dial,
    /// Send this binary WebSocket message.
    Send(Bytes),
    /// Close the WebSocket with this code.
    Close(u16),
    /// Hand this to the application.
    Event(Event),
}

// Messages carry tokens and what people wrote, so only their length is shown.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dial => f.write_str("Dial"),
            Self::Send(message) => write!(f, "Send({} bytes)", message.len()),
            Self::Close(code) => f.debug_tuple("Close").field(code).finish(),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The state of the connection changed.
    Connection(ConnectionState),
    /// The server refused the token or closed the connection.
    Refused {
        /// Its reason.
        status: Status,
    },
    /// All conversations are loaded, for the first time.
    Ready,
    /// The token expires within three minutes: a new one is needed.
    TokenAboutToExpire,
    /// The token expired.
    TokenExpired,
    /// The server accepted the new token.
    TokenUpdated,
    /// The client's own user, or one that is subscribed to, changed.
    UserUpdated(User),
    /// A user was subscribed to and is loaded.
    UserSubscribed(User),
    /// The subscription to a user, by identity, ended.
    UserUnsubscribed(String),
    /// The user is a participant of a conversation, which is fully loaded.
    ConversationAdded(ConversationSid, Box<Conversation>),
    /// A conversation, or the user's own state in it, changed.
    ConversationUpdated(ConversationSid),
    /// The user is no longer a participant, or the conversation was deleted.
    ConversationRemoved(ConversationSid),
    /// A message was sent. One that was sent and edited before the client could read it comes as it is
    /// after the edit.
    MessageAdded(ConversationSid, Box<Message>),
    /// A message was edited.
    MessageUpdated(ConversationSid, Box<Message>),
    /// A message was removed; this is its last state. For one that the client does not keep, the server may
    /// have dropped the last state when the event is replayed after a lost connection: then no event is
    /// raised.
    MessageRemoved(ConversationSid, Box<Message>),
    /// A participant joined.
    ParticipantJoined(ConversationSid, Box<Participant>),
    /// A participant changed.
    ParticipantUpdated(ConversationSid, Box<Participant>),
    /// A participant left; this is its last state.
    ParticipantLeft(ConversationSid, Box<Participant>),
    /// A user types; reported again and again while it lasts.
    Typing {
        /// The conversation.
        conversation: ConversationSid,
        /// The user.
        identity: String,
        /// Seconds after which the typing counts as ended.
        timeout: u32,
        /// Whether this is the first report of a row.
        started: bool,
    },
    /// A user stopped typing: the time is over, or the message arrived.
    TypingEnded {
        /// The conversation.
        conversation: ConversationSid,
        /// The user.
        identity: String,
    },
    /// The application handed over what a push service delivered
    /// ([`Client::handle_push_notification`](crate::Client::handle_push_notification)).
    PushNotification(Box<PushNotification>),
    /// A request of the application is answered or has failed.
    Reply {
        /// Which one.
        id: RequestId,
        /// The response, whatever its status, or why there is none.
        result: Result<Response<Bytes>, RequestError>,
    },
}

impl Event {
    /// The conversation that the event names, if it names one.
    pub fn conversation(&self) -> Option<ConversationSid> {
        match self {
            Self::ConversationAdded(sid, _)
            | Self::ConversationUpdated(sid)
            | Self::ConversationRemoved(sid)
            | Self::MessageAdded(sid, _)
            | Self::MessageUpdated(sid, _)
            | Self::MessageRemoved(sid, _)
            | Self::ParticipantJoined(sid, _)
            | Self::ParticipantUpdated(sid, _)
            | Self::ParticipantLeft(sid, _) => Some(*sid),
            Self::Typing { conversation, .. } | Self::TypingEnded { conversation, .. } => {
                Some(*conversation)
            }
            Self::PushNotification(notification) => notification.conversation_sid,
            Self::Connection(_)
            | Self::Refused { .. }
            | Self::Ready
            | Self::TokenAboutToExpire
            | Self::TokenExpired
            | Self::TokenUpdated
            | Self::UserUpdated(_)
            | Self::UserSubscribed(_)
            | Self::UserUnsubscribed(_)
            | Self::Reply { .. } => None,
        }
    }
}

/// State of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Dialling, introducing itself, or waiting to dial again.
    Connecting,
    /// Up.
    Connected,
    /// Down until there is a new token.
    Denied,
    /// Down for good.
    Finished,
}
