use serde::Serialize;

/// Version of the event protocol that clients since `@twilio/conversations` 2 speak.
pub const EVENT_PROTOCOL_VERSION: u32 = 4;

/// Version that `@twilio/conversations` 1.x speaks.
const SINGLE_VERSION: u32 = 3;

/// The event protocol of a client (sources of `twilio-sync` 0.12.4, 1.0.0 and 4.0.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventProtocol {
    /// One event in each notification, as its member `event`.
    Single,
    /// Any number of events in a notification, as its member `events`.
    #[default]
    Many,
}

impl EventProtocol {
    /// What a client means by the version in its subscription requests.
    pub fn of_version(version: u32) -> Self {
        if version <= SINGLE_VERSION { Self::Single } else { Self::Many }
    }
}

/// Payload of a notification in the [`EventProtocol::Single`] form.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SingleEvent<K, T> {
    /// What kind of event it is.
    pub event_type: K,
    /// Number of the subscription request that it answers, if it answers one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<u64>,
    /// Always 3.
    event_protocol_version: u32,
    /// The event.
    pub event: T,
}

impl<K, T> SingleEvent<K, T> {
    /// A change of an object.
    pub fn change(event_type: K, event: T) -> Self {
        let event_protocol_version = SINGLE_VERSION;
        Self { event_type, correlation_id: None, event_protocol_version, event }
    }

    /// Outcome of one object of a subscription request.
    pub fn answer(event_type: K, correlation_id: u64, event: T) -> Self {
        Self { correlation_id: Some(correlation_id), ..Self::change(event_type, event) }
    }
}
