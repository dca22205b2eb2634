use std::{mem, sync::Arc};

use bytes::Bytes;
use fake_core::{World, text::Text};
use fake_store::{ServiceTenant, StateLock};
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
    /// Held by whoever waits for the service's state.
    clients: StateLock<Clients>,
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
        let waits = tenant.lock_waits().clone();
        Self { tenant, view, clients: StateLock::new(Clients::new(service), waits) }
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
        if self.evict_some(clients) {
            return true;
        }
        let mut view = self.view.lock();
        let steps = view.take_slice(SLICE);
        let closed = mem::take(&mut view.closed);
        drop(view);
        drop(closed);
        let has_more = steps.len() == SLICE || steps.last() == Some(&Step::EvictAll);
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
            // What comes after the loss of a right is not for those who have lost it.
            while self.evict_some(clients) {}
            clients.take(step);
        }
    }

    /// Ends subscriptions of some sessions to what they may no longer read; returns whether it did.
    fn evict_some(&self, clients: &mut Clients) -> bool {
        clients.evict_some(|identity, id| {
            self.tenant.read(|world| objects::may_read(world, id, identity))
        })
    }
}

/// Those who take part in a conversation beside an identity.
fn others(world: &World, sid: ConversationSid, identity: &str) -> Vec<Text> {
    let participants = world.conversation(sid).into_iter().flat_map(|it| it.participants.iter());
    let identities = participants.filter_map(|participant| participant.identity.clone());
    identities.filter(|other| other.as_ref() != identity).collect()
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use fake_core::{
        Env, Error,
        conversation::{self, Create},
        message::{self, Send},
        role::{self, Scope},
        text::system,
        user,
    };
    use fake_store::{Clock, Store};
    use jiff::Timestamp;
    use twilio_sid::{AccountSid, RoleSid};

    use super::*;
    use crate::ObjectId;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    fn tenant() -> Arc<ServiceTenant> {
        let store = Store::new(Arc::new(Still), 7);
        let account = AccountSid::from_bytes([0; 16]);
        store.open_account(account);
        store.default_service(account).expect("a service")
    }

    fn role(tenant: &ServiceTenant) -> RoleSid {
        let may =
            role::permissions(Scope::Service, ["addParticipant"].into_iter()).expect("a role");
        let made =
            tenant.record(|_, env| role::create("admin", Scope::Service, may, env), |_, sid| sid);
        made.expect("a role")
    }

    /// A session of a user with this role, who listens to the messages of a conversation.
    fn listener(hub: &Hub, number: usize, role: RoleSid, room: ConversationSid) -> Arc<Outbox> {
        let identity: Text = format!("admin-{number}").into();
        let (friendly_name, attributes) = (None, None);
        let user = user::Create {
            identity: identity.clone(),
            friendly_name,
            attributes,
            role: Some(role),
        };
        let made = hub.tenant.record(|world, env| user::create(world, user, env), |_, _| ());
        made.expect("a user");
        let outbox = Arc::<Outbox>::default();
        let session = hub.open(&identity, outbox.clone());
        hub.caught_up(|state| {
            state.view.open(state.world, state.presence, ObjectId::Messages(room));
            state.clients.sessions.subscribe(session, ObjectId::Messages(room));
        });
        outbox
    }

    /// How many have got something since they were asked last.
    fn heard(outboxes: &[Arc<Outbox>]) -> usize {
        let mut context = Context::from_waker(Waker::noop());
        let got = |outbox: &&Arc<Outbox>| {
            let mut frames = Vec::new();
            let _ = outbox.poll_drain(&mut context, &mut frames);
            !frames.is_empty()
        };
        outboxes.iter().filter(got).count()
    }

    /// More sessions lose what they may read than are checked at once.
    #[test]
    fn who_loses_a_right_gets_nothing_that_comes_later() {
        let tenant = tenant();
        let made = tenant.record(
            |world, env| conversation::create(world, Create::default(), system(), env),
            |_, sid| sid,
        );
        let (room, role) = (made.expect("a conversation"), role(&tenant));
        let hub = Hub::new(tenant.clone());
        let outboxes: Vec<_> = (0..200).map(|number| listener(&hub, number, role, room)).collect();
        let say = || {
            let send = Send { body: Some("hello".into()), ..Send::default() };
            let decide = |world: &World, env: &mut Env<'_>| {
                Ok::<_, Error>(message::send(world, room, send, env)?.answering(()))
            };
            tenant.record(decide, |_, ()| ()).expect("a message");
        };
        say();
        while hub.catch_up() {}
        assert_eq!(heard(&outboxes), 200);
        let lost = tenant.record(
            |world, env| role::update(world, role, &["createConversation"], env),
            |_, ()| (),
        );
        lost.expect("a change");
        say();
        while hub.catch_up() {}
        assert_eq!(heard(&outboxes), 0);
    }
}
