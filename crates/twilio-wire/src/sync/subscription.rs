//! `POST /v4/Subscriptions` and the notifications that answer it.

use serde::{Deserialize, Serialize};

use super::{EVENT_PROTOCOL_VERSION, ObjectKind};

/// Body of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionRequest {
    /// [`EVENT_PROTOCOL_VERSION`], or an older one.
    pub event_protocol_version: u32,
    /// Whether to begin or to end.
    pub action: Action,
    /// The client's number for this request; echoed as a number in the notifications.
    pub correlation_id: u64,
    /// Number of objects that are subscribed again.
    #[serde(default)]
    pub retried_requests: u32,
    /// Requested lifetime in seconds, -1 for the maximum.
    #[serde(default)]
    pub ttl_in_s: i64,
    /// The objects.
    pub requests: Vec<Target>,
}

/// Actions of a subscription request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Begin to push.
    Establish,
    /// Stop to push.
    Cancel,
}

/// An object that is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// SID of a document, list or map.
    pub object_sid: String,
    /// Which of them.
    pub object_type: ObjectKind,
    /// The client's last event; null if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_id: Option<u64>,
}

/// Body of the answer, HTTP status 202.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionReply {
    /// Milliseconds after which the client repeats unconfirmed requests.
    pub estimated_delivery_in_ms: u64,
    /// Largest number of objects in one request.
    pub max_batch_size: u32,
    /// Seconds after which the client subscribes to everything anew.
    pub ttl_in_s: u64,
}

/// Payload of a notification that answers a subscription request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event_type", rename_all = "snake_case")]
pub enum ControlFrame {
    /// From now on changes are pushed.
    SubscriptionEstablished {
        /// The request's number.
        correlation_id: u64,
        /// Always [`EVENT_PROTOCOL_VERSION`].
        event_protocol_version: u32,
        /// The objects.
        events: Vec<Established>,
    },
    /// Nothing will be pushed.
    SubscriptionFailed {
        /// The request's number.
        correlation_id: u64,
        /// Always [`EVENT_PROTOCOL_VERSION`].
        event_protocol_version: u32,
        /// The objects.
        events: Vec<Failed>,
    },
    /// Nothing will be pushed any more.
    SubscriptionCanceled {
        /// The request's number.
        correlation_id: u64,
        /// Always [`EVENT_PROTOCOL_VERSION`].
        event_protocol_version: u32,
        /// The objects.
        events: Vec<Canceled>,
    },
}

/// The kinds of [`ControlFrame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlType {
    /// From now on changes are pushed.
    SubscriptionEstablished,
    /// Nothing will be pushed.
    SubscriptionFailed,
    /// Nothing will be pushed any more.
    SubscriptionCanceled,
}

impl ControlFrame {
    /// Confirms subscriptions: changes of these objects are pushed from now on.
    pub fn established(correlation_id: u64, events: Vec<Established>) -> Self {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        Self::SubscriptionEstablished { correlation_id, event_protocol_version, events }
    }

    /// Failed subscriptions.
    pub fn failed(correlation_id: u64, events: Vec<Failed>) -> Self {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        Self::SubscriptionFailed { correlation_id, event_protocol_version, events }
    }

    /// Confirms the end of subscriptions.
    pub fn canceled(correlation_id: u64, events: Vec<Canceled>) -> Self {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        Self::SubscriptionCanceled { correlation_id, event_protocol_version, events }
    }
}

/// An object whose changes are pushed from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Established {
    /// SID of the object.
    pub object_sid: String,
    /// Its kind.
    pub object_type: ObjectKind,
    /// Whether everything missed has been pushed.
    pub replay_status: ReplayStatus,
    /// Number of the object's newest event.
    pub last_event_id: u64,
}

/// How far a replay went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayStatus {
    /// To the end.
    Completed,
    /// Interrupted; the client requests the rest.
    Interrupted,
}

/// An object that cannot be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// SID of the object.
    pub object_sid: String,
    /// Its kind.
    pub object_type: ObjectKind,
    /// Why not.
    pub error: SubscriptionError,
}

/// Why an object cannot be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionError {
    /// HTTP status; clients take 404 for "the object is gone".
    pub status: u16,
    /// Twilio's error number.
    pub code: u32,
    /// For people.
    pub message: String,
}

/// An object whose changes are pushed no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canceled {
    /// SID of the object.
    pub object_sid: String,
    /// Its kind.
    pub object_type: ObjectKind,
}
