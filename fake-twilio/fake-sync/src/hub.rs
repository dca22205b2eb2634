use std::sync::Arc;

use bytes::Bytes;
use fake_core::text::Text;
use fake_store::ServiceTenant;
use http::{Request, Response};
use parking_lot::Mutex;
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;
use twilio_wire::{client_api::TypingIndicator, twilsock::TYPING_INDICATOR};

use crate::{
    Errand, ObjectId, Outbox, SyncView, Wish, answer, delta::Delta, frames::Frames, project::Step,
    session::Sessions, session_list::SessionLists,
};

/// Number of a session within its [`Hub`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(pub(crate) u64);

/// The Sync side of one service: objects, and the sessions that listen to them.
pub struct Hub {
    tenant: Arc<ServiceTenant>,
    pub(crate) state: Mutex<State>,
}

/// What a request for Sync leads to.
#[derive(Debug)]
pub struct Handled {
    /// For the sender.
    pub response: Response<Bytes>,
    /// For somebody who can see to it, and [`Hub::settle`] it.
    pub errand: Option<Errand>,
}

impl From<Response<Bytes>> for Handled {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, errand: None }
    }
}

pub(crate) struct State {
    pub(crate) view: SyncView,
    pub(crate) sessions: Sessions,
    pub(crate) frames: Frames,
    pub(crate) lists: SessionLists,
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
            frames: Frames::default(),
            lists: SessionLists::default(),
            cursor: 0,
        };
        Self { tenant, state: Mutex::new(state) }
    }

    /// Begins a session; frames for it go into the outbox.
    pub fn open(&self, identity: &str, outbox: Arc<Outbox>) -> SessionId {
        let at = self.tenant.now();
        self.caught_up(|state| {
            let session = state.sessions.open(identity.into(), outbox);
            self.tenant.presence().note(identity, true);
            state.reach(at, identity);
            session
        })
    }

    /// Ends a session.
    pub fn close(&self, session: SessionId) {
        let at = self.tenant.now();
        self.caught_up(|state| {
            let Some(identity) = state.sessions.identity(session) else { return };
            state.sessions.close(session);
            self.tenant.presence().note(&identity, state.sessions.is_connected(&identity));
            state.reach(at, &identity);
        });
    }

    /// Reads on in the log and tells subscribers what is new.
    pub fn catch_up(&self) {
        self.caught_up(|_| ());
    }

    /// Answers a request for Sync objects or subscriptions.
    pub fn handle(&self, session: SessionId, request: &Request<Bytes>) -> Handled {
        let at = self.tenant.now();
        self.caught_up(|state| answer::answer(state, session, request, at))
    }

    /// Takes in what became of an errand: a JSON text for the list from which it came.
    pub fn settle(&self, errand: &Errand, outcome: &RawValue) {
        let at = self.tenant.now();
        self.caught_up(|state| match errand.wish {
            Wish::Context => state.lists.promise(errand.list, outcome),
            Wish::Command { index, .. } => {
                if let Some(delta) = state.lists.settle(errand.list, index, outcome, at) {
                    state.tell(&delta);
                }
            }
        });
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
                let touched = state.touched(&record.fact);
                for step in state.view.project(record.at, &record.fact) {
                    state.take(step);
                }
                for identity in touched {
                    state.reach(record.at, &identity);
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
    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Tell(delta) => self.tell(&delta),
            Step::Evict(sid, identity) => {
                let objects =
                    [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
                let unreadable = |object: &ObjectId| !self.view.may_read(*object, &identity);
                let lost: Vec<_> = objects.into_iter().filter(unreadable).collect();
                self.sessions.evict(&identity, &lost);
            }
            Step::EvictAll => {
                let view = &self.view;
                self.sessions.retain(|identity, object| view.may_read(object, identity));
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

    /// Tells everybody who listens to the object.
    pub(crate) fn tell(&mut self, delta: &Delta) {
        let service = self.view.world.service.sid;
        let frames = &mut self.frames;
        self.sessions.tell(delta.object, |protocol| {
            let (event_type, event) = delta.render(service);
            frames.event(protocol, event_type, event)
        });
        if delta.what.is_the_end() {
            self.sessions.forget(delta.object);
        }
    }

    /// The frames that tell a session of several changes.
    pub(crate) fn replay(&mut self, session: SessionId, deltas: &[Delta]) -> Vec<Bytes> {
        let service = self.view.world.service.sid;
        let events = deltas.iter().map(|delta| delta.render(service)).collect();
        self.frames.events(self.sessions.protocol(session), events)
    }
}
