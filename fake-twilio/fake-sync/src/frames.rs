use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use twilio_wire::{
    sync::{
        ControlFrame, ControlType, EVENT_PROTOCOL_VERSION, EventFrame, EventProtocol, EventType,
        SingleEvent,
    },
    twilsock::SYNC_EVENT,
};

use crate::json;

/// Makes pushed frames and counts them; receivers of the same frame share its identifier.
#[derive(Default)]
pub(crate) struct Frames(u128);

impl Frames {
    pub(crate) fn notification(&mut self, message_type: &str, payload: &impl Serialize) -> Bytes {
        self.0 += 1;
        let payload = json::bytes(payload);
        twilsock::notification(&format!("TM{:032x}", self.0), message_type, &payload)
    }

    /// One change, for receivers who speak this protocol.
    pub(crate) fn event(
        &mut self,
        protocol: EventProtocol,
        event_type: EventType,
        event: Box<RawValue>,
    ) -> Bytes {
        match protocol {
            EventProtocol::Single => {
                self.notification(SYNC_EVENT, &SingleEvent::change(event_type, event))
            }
            EventProtocol::Many => self.many(event_type, vec![event]),
        }
    }

    /// Several changes in as few frames as their kinds and the protocol allow.
    pub(crate) fn events(
        &mut self,
        protocol: EventProtocol,
        events: Vec<(EventType, Box<RawValue>)>,
    ) -> Vec<Bytes> {
        match protocol {
            EventProtocol::Single => {
                events.into_iter().map(|(kind, event)| self.event(protocol, kind, event)).collect()
            }
            EventProtocol::Many => {
                let mut groups: Vec<(EventType, Vec<Box<RawValue>>)> = Vec::new();
                for (event_type, event) in events {
                    match groups.last_mut() {
                        Some((kind, group)) if *kind == event_type => group.push(event),
                        _ => groups.push((event_type, vec![event])),
                    }
                }
                groups.into_iter().map(|(kind, group)| self.many(kind, group)).collect()
            }
        }
    }

    /// The answer to a subscription request.
    pub(crate) fn control(&mut self, protocol: EventProtocol, frame: &ControlFrame) -> Vec<Bytes> {
        if protocol == EventProtocol::Many {
            return vec![self.notification(SYNC_EVENT, frame)];
        }
        match frame {
            ControlFrame::SubscriptionEstablished { correlation_id, events, .. } => {
                self.answers(ControlType::SubscriptionEstablished, *correlation_id, events)
            }
            ControlFrame::SubscriptionFailed { correlation_id, events, .. } => {
                self.answers(ControlType::SubscriptionFailed, *correlation_id, events)
            }
            ControlFrame::SubscriptionCanceled { correlation_id, events, .. } => {
                self.answers(ControlType::SubscriptionCanceled, *correlation_id, events)
            }
        }
    }

    fn answers(
        &mut self,
        kind: ControlType,
        request: u64,
        events: &[impl Serialize],
    ) -> Vec<Bytes> {
        let answer = |event| SingleEvent::answer(kind, request, event);
        events.iter().map(|event| self.notification(SYNC_EVENT, &answer(event))).collect()
    }

    fn many(&mut self, event_type: EventType, events: Vec<Box<RawValue>>) -> Bytes {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        self.notification(SYNC_EVENT, &EventFrame { event_type, event_protocol_version, events })
    }
}
