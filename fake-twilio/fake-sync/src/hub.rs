use std::sync::Arc;

use bytes::Bytes;
use fake_store::ServiceTenant;
use http::Request;
use parking_lot::Mutex;
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;

use crate::{
    Outbox, PendingCommand, V1Command, answer, response::Handled, session::SessionId, state::State,
};

/// The Sync side of one service: objects, and the sessions that listen to them.
pub struct Hub {
    tenant: Arc<ServiceTenant>,
    pub(crate) state: Mutex<State>,
}

/// Records read from the log in one go.
const BATCH: usize = 256;

impl Hub {
    /// A hub that has read nothing of its service's log yet.
    pub fn new(tenant: Arc<ServiceTenant>) -> Self {
        let empty = tenant.read(|world| fake_core::World::new(world.service.clone()));
        Self { tenant, state: Mutex::new(State::new(empty)) }
    }

    /// Begins a session; frames for it go into the outbox.
    pub fn open(&self, identity: &str, outbox: Arc<Outbox>) -> SessionId {
        let at = self.tenant.now();
        self.caught_up(|state| {
            let session = state.sessions.open(identity.into(), outbox);
            self.tenant.presence().note(identity, true);
            state.update_reachability(at, identity);
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
            state.update_reachability(at, &identity);
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

    /// Stores the outcome of a pending command in its list, as JSON.
    pub fn settle(&self, pending_command: &PendingCommand, outcome: &RawValue) {
        let at = self.tenant.now();
        self.caught_up(|state| match pending_command.command {
            V1Command::Context => state.lists.promise(pending_command.list, outcome),
            V1Command::Command { index, .. } => {
                if let Some(delta) = state.lists.settle(pending_command.list, index, outcome, at) {
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
                let affected_users = state.affected_users(&record.fact);
                for step in state.view.project(record.at, &record.fact) {
                    state.take(step);
                }
                for identity in affected_users {
                    state.update_reachability(record.at, &identity);
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
