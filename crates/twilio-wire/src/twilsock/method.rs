//! The method of a frame.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a frame is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// First frame of a client on every connection.
    Init,
    /// New access token on a live connection.
    Update,
    /// Tunnelled HTTP request of a client.
    Message,
    /// Answer, matched by id; both directions.
    Reply,
    /// Push of the server.
    Notification,
    /// News about the client's own state, such as a token that is about to expire.
    ClientUpdate,
    /// Keep-alive of the server.
    Ping,
    /// End of the connection; both directions.
    Close,
    /// Old way to register for notifications.
    PutNotificationCtx,
    /// Old way to end such a registration.
    DeleteNotificationCtx,
    /// Start-up timings of a client.
    Telemetry,
    /// A word that this table does not know.
    Other(String),
}

impl Method {
    /// The word as written on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Init => "init",
            Self::Update => "update",
            Self::Message => "message",
            Self::Reply => "reply",
            Self::Notification => "notification",
            Self::ClientUpdate => "client_update",
            Self::Ping => "ping",
            Self::Close => "close",
            Self::PutNotificationCtx => "put_notification_ctx",
            Self::DeleteNotificationCtx => "delete_notification_ctx",
            Self::Telemetry => "telemetry.v1",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for Method {
    fn from(word: &str) -> Self {
        match word {
            "init" => Self::Init,
            "update" => Self::Update,
            "message" => Self::Message,
            "reply" => Self::Reply,
            "notification" => Self::Notification,
            "client_update" => Self::ClientUpdate,
            "ping" => Self::Ping,
            "close" => Self::Close,
            "put_notification_ctx" => Self::PutNotificationCtx,
            "delete_notification_ctx" => Self::DeleteNotificationCtx,
            "telemetry.v1" => Self::Telemetry,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(<Cow<'de, str>>::deserialize(deserializer)?.as_ref()))
    }
}
