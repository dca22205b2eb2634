use std::sync::Arc;

use bytes::Bytes;
use fake_core::text::Text;
use fake_store::ServiceTenant;
use http::{Request, Response};
use parking_lot::Mutex;
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;
use twilio_wire::{
    client_api::TypingIndicator,
    sync::{EVENT_PROTOCOL_VERSION, EventFrame, EventType},
    twilsock::{SYNC_EVENT, TYPING_INDICATOR},
};

use crate::{ObjectId, Outbox, SyncView, answer, delta::Delta, project::Step, session::Sessions};

/// Number of a session within its [`Hub`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(pub(crate) u64);

/// The Sync side of one service: objects, and the sessions that listen to them.
pub struct Hub {
    tenant: Arc<ServiceTenant>,
    pub(crate) state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) view: SyncView,
    pub(crate) sessions: Sessions,
    pub(crate) frames: FrameIds,
    cursor: usize,
}

/// Records read from the log in one go.
const BATCH: usize = 256;

/// Seconds a receiver shows typing: one more than the sender waits (sources of the SDK).
const TYPING_SHOWN: u32 = 6;

impl Hub {
    /// A hub that has read nothing of its service's log yet.
    pub fn new(tenant: Arc<ServiceTenant>) -> Self {
        let empty = tenant.read(|world| fake_core::World::new(world.service.clone()));
        let state = State {
            view: SyncView::new(empty),
            sessions: Sessions::default(),
            frames: FrameIds::default(),
            cursor: 0,
        };
        Self { tenant, state: Mutex::new(state) }
    }

    /// Begins a session; frames for it go into the outbox.
    pub fn open(&self, identity: &str, outbox: Arc<Outbox>) -> SessionId {
        self.state.lock().sessions.open(identity.into(), outbox)
    }

    /// Ends a session.
    pub fn close(&self, session: SessionId) {
        self.state.lock().sessions.close(session);
    }

    /// Reads on in the log and tells subscribers what is new.
    pub fn catch_up(&self) {
        self.caught_up(|_| ());
    }

    /// Answers a request for Sync objects or subscriptions.
    pub fn handle(&self, session: SessionId, request: &Request<Bytes>) -> Response<Bytes> {
        self.caught_up(|state| answer::answer(state, session, request))
    }

    /// Tells the other participants that somebody types.
    pub fn typing(&self, conversation: ConversationSid, identity: &str) {
        self.caught_up(|state| state.typing(conversation, identity));
    }

    /// Everything the objects hold, in a form that can be compared.
    pub fn snapshot(&self) -> String {
        self.caught_up(|state| format!("{:#?}", state.view.objects))
    }

    fn caught_up<T>(&self, then: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock();
        loop {
            let records = self.tenant.read_log(state.cursor, BATCH);
            state.cursor += records.len();
            for record in &records {
                for step in state.view.project(record.at, &record.fact) {
                    state.take(step);
                }
            }
            if records.len() < BATCH {
                break;
            }
        }
        if self.tenant.is_retired() {
            state.sessions.close_all();
        }
        then(&mut state)
    }
}

impl State {
    fn take(&mut self, step: Step) {
        match step {
            Step::Tell(delta) => {
                let service = self.view.world.service.sid;
                let frames = &mut self.frames;
                self.sessions.tell(delta.object, || {
                    let (event_type, event) = delta.render(service);
                    frames.event(event_type, vec![event])
                });
            }
            Step::Evict(sid, identity) => {
                let objects =
                    [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
                self.sessions.evict(&identity, objects);
            }
        }
    }

    fn typing(&mut self, sid: ConversationSid, identity: &str) {
        let Ok(conversation) = self.view.world.conversation(sid) else { return };
        let others: Vec<Text> = conversation
            .participants
            .iter()
            .filter_map(|participant| participant.identity.clone())
            .filter(|other| other.as_ref() != identity)
            .collect();
        let indicator = TypingIndicator {
            channel_sid: sid,
            identity: identity.to_owned(),
            typing_timeout: TYPING_SHOWN,
        };
        let frame = self.frames.notification(TYPING_INDICATOR, &indicator);
        for other in others {
            self.sessions.tell_identity(&other, &frame);
        }
    }

    /// Puts several changes into as few frames as their kinds allow.
    pub(crate) fn replay(&mut self, deltas: &[Delta]) -> Vec<Bytes> {
        let service = self.view.world.service.sid;
        let mut frames = Vec::new();
        let mut pending: Option<(EventType, Vec<Box<RawValue>>)> = None;
        for delta in deltas {
            let (event_type, event) = delta.render(service);
            match &mut pending {
                Some((kind, events)) if *kind == event_type => events.push(event),
                _ => {
                    let next = (event_type, vec![event]);
                    if let Some((kind, events)) = pending.replace(next) {
                        frames.push(self.frames.event(kind, events));
                    }
                }
            }
        }
        if let Some((kind, events)) = pending {
            frames.push(self.frames.event(kind, events));
        }
        frames
    }
}

/// Identifiers of pushed frames; receivers of the same frame share its identifier.
#[derive(Default)]
pub(crate) struct FrameIds(u128);

impl FrameIds {
    pub(crate) fn notification(
        &mut self,
        message_type: &str,
        payload: &impl serde::Serialize,
    ) -> Bytes {
        self.0 += 1;
        // Plain structs with text keys always have a JSON form; nothing here may panic if not.
        let payload = serde_json::to_vec(payload).unwrap_or_default();
        twilsock::notification(&format!("TM{:032x}", self.0), message_type, &payload)
    }

    fn event(&mut self, event_type: EventType, events: Vec<Box<RawValue>>) -> Bytes {
        let event_protocol_version = EVENT_PROTOCOL_VERSION;
        self.notification(SYNC_EVENT, &EventFrame { event_type, event_protocol_version, events })
    }
}
