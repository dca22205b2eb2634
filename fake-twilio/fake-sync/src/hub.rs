use std::{mem, sync::Arc};

use bytes::Bytes;
use fake_core::{World, text::Text};
use fake_store::ServiceTenant;
use http::Request;
use parking_lot::Mutex;
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;

use crate::{
    Outbox, PendingCommand, V1Command,
    objects::{self, SyncView},
    project::Projection,
    requests::{self, Outcome},
    response::Handled,
    session::SessionId,
    state::{Clients, State},
    step::Step,
};

/// The Sync side of one service: opened objects, and the sessions that listen to them.
///
/// Locks are taken in this order: clients, the service's state, opened objects. Changes are numbered under
/// the service's lock, and rendered and sent without it.
pub struct Hub {
    tenant: Arc<ServiceTenant>,
    view: Arc<Mutex<SyncView>>,
    clients: Mutex<Clients>,
}

/// Changes that are sent at once: even with a thousand subscribers that takes a few milliseconds.
const SLICE: usize = 64;

/// How many slices are sent before a look; what is left then is sent with it.
const ROUNDS: usize = 64;

impl Hub {
    /// A hub without clients, which have opened nothing yet. Event numbers begin at 0.
    pub fn new(tenant: Arc<ServiceTenant>) -> Self {
        Self::starting_at(0, tenant)
    }

    /// A hub without clients, whose event numbers begin at `first`: above those of all services of this SID
    /// that were there before, so that a client that met one of them is recognized.
    pub fn starting_at(first: u64, tenant: Arc<ServiceTenant>) -> Self {
        let view = Arc::new(Mutex::new(SyncView::new(first)));
        let projection = Projection::new(view.clone(), tenant.presence().clone());
        let service = tenant.observe(Box::new(projection), |world| world.service.sid);
        Self { tenant, view, clients: Mutex::new(Clients::new(service)) }
    }

    /// Begins a session; frames for it go into the outbox.
    pub fn open(&self, identity: &str, outbox: Arc<Outbox>) -> SessionId {
        let at = self.tenant.now();
        self.caught_up(|state| {
            let session = state.clients.sessions.open(identity.into(), outbox);
            state.presence.note(identity, true);
            state.view.update_reachability(state.world, state.presence, at, identity);
            session
        })
    }

    /// Ends a session.
    pub fn close(&self, session: SessionId) {
        let at = self.tenant.now();
        self.caught_up(|state| {
            let sessions = &mut state.clients.sessions;
            let Some(identity) = sessions.identity(session) else { return };
            sessions.close(session);
            state.presence.note(&identity, sessions.is_connected(&identity));
            state.view.update_reachability(state.world, state.presence, at, &identity);
        });
    }

    /// Sends whether an identity can be reached, if that has changed.
    pub fn show_reachability(&self, identity: &str) {
        let at = self.tenant.now();
        self.caught_up(|state| {
            state.view.update_reachability(state.world, state.presence, at, identity);
        });
    }

    /// Sends subscribers what has happened, as much as takes a few milliseconds; returns whether there is
    /// more.
    pub fn catch_up(&self) -> bool {
        self.send_some(&mut self.clients.lock())
    }

    /// Answers a request for Sync objects or subscriptions.
    pub fn handle(&self, session: SessionId, request: &Request<Bytes>) -> Handled {
        let at = self.tenant.now();
        let mut clients = self.clients.lock();
        let outcome =
            self.look(&mut clients, |state| requests::answer(state, session, request, at));
        let handled = match outcome {
            Outcome::Handled(handled) => handled,
            Outcome::Read(reading) => {
                drop(clients);
                return reading.respond().into();
            }
            Outcome::Subscriptions(answer) => answer.send(&mut clients, session).into(),
        };
        self.send(&mut clients);
        handled
    }

    /// Stores the outcome of a pending command in its list, as JSON.
    pub fn settle(&self, pending_command: &PendingCommand, outcome: &RawValue) {
        let at = self.tenant.now();
        let mut clients = self.clients.lock();
        self.advance(&mut clients);
        match pending_command.command {
            V1Command::Context => clients.lists.promise(pending_command.list, outcome),
            V1Command::Command { index, .. } => {
                let list = pending_command.list;
                if let Some(delta) = clients.lists.settle(list, index, outcome, at) {
                    clients.send(&delta);
                }
            }
        }
    }

    /// Sends a typing indicator to the other participants.
    pub fn typing(&self, conversation: ConversationSid, identity: &str) {
        let mut clients = self.clients.lock();
        self.send(&mut clients);
        let others = self.tenant.read(|world| others(world, conversation, identity));
        clients.typing(conversation, identity, &others);
    }

    /// What the opened objects hold, in a form that can be compared.
    pub fn snapshot(&self) -> String {
        self.caught_up(|state| state.view.snapshot(state.world))
    }

    /// What the opened objects would hold if they were opened only now.
    pub fn reopened(&self) -> String {
        self.caught_up(|state| {
            let mut again = SyncView::default();
            for id in state.view.objects.keys() {
                again.open(state.world, state.presence, *id);
            }
            again.snapshot(state.world)
        })
    }

    /// Sends pending changes, then runs a function under the service's lock.
    fn caught_up<T>(&self, then: impl FnOnce(&mut State<'_>) -> T) -> T {
        let mut clients = self.clients.lock();
        let outcome = self.look(&mut clients, then);
        // What the look itself has changed, such as that a user can be reached.
        self.send(&mut clients);
        outcome
    }

    /// Looks at everything while nothing can happen, when all that happened before was sent. What
    /// happens afterwards waits, so that a session that subscribes by this look gets it, too.
    fn look<T>(&self, clients: &mut Clients, then: impl FnOnce(&mut State<'_>) -> T) -> T {
        self.send(clients);
        let presence = self.tenant.presence();
        let (steps, outcome) = self.tenant.read(|world| {
            let mut view = self.view.lock();
            let steps = view.take_steps(usize::MAX);
            (steps, then(&mut State { world, presence, view: &mut view, clients }))
        });
        self.take(clients, steps);
        outcome
    }

    /// What is sent from now on is about what is recorded by now.
    fn advance(&self, clients: &mut Clients) {
        let stored = self.tenant.stored();
        clients.sessions.gate.advance(stored.map(|stored| (self.tenant.recorded(), stored)));
    }

    /// Sends what has happened, as far as that comes to an end.
    fn send(&self, clients: &mut Clients) {
        for _ in 0..ROUNDS {
            if !self.send_some(clients) {
                break;
            }
        }
    }

    /// Sends some of what has happened; returns whether there is more.
    fn send_some(&self, clients: &mut Clients) -> bool {
        let mut view = self.view.lock();
        let steps = view.take_steps(SLICE);
        let closed = mem::take(&mut view.closed);
        drop(view);
        drop(closed);
        let has_more = steps.len() == SLICE;
        self.take(clients, steps);
        if self.tenant.is_retired() {
            clients.sessions.close_all();
        }
        has_more
    }

    /// Sends these changes. The position of the log is read after they were taken, so that none of
    /// them is later than it.
    fn take(&self, clients: &mut Clients, steps: Vec<Step>) {
        self.advance(clients);
        for step in steps {
            clients.take(step, |identity, id| {
                self.tenant.read(|world| objects::may_read(world, id, identity))
            });
        }
    }
}

/// Those who take part in a conversation beside an identity.
fn others(world: &World, sid: ConversationSid, identity: &str) -> Vec<Text> {
    let participants = world.conversation(sid).into_iter().flat_map(|it| it.participants.iter());
    let identities = participants.filter_map(|participant| participant.identity.clone());
    identities.filter(|other| other.as_ref() != identity).collect()
}
